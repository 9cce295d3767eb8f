import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { StoredEvent } from '../../core/events/stored-event.ts'
import { DAY_MS } from '../../lib/duration.ts'
import { creditConversion } from './credit-conversion.ts'
import type { Send } from './send.ts'

const SENT_AT = new Date('2026-01-01T00:00:00Z')
const daysLater = (days: number) => new Date(SENT_AT.getTime() + days * DAY_MS)

const conversion = (at: Date, more: Partial<StoredEvent> = {}): StoredEvent => ({
  id: '0',
  requestId: '0',
  receivedAt: at,
  at,
  platform: 'events',
  type: 'conversion',
  subtype: null,
  name: 'purchase',
  userKey: 'u',
  email: null,
  messageId: null,
  trackingId: null,
  refs: {},
  machine: null,
  amountMinor: null,
  lookbackHours: null,
  isExported: false,
  metrics: null,
  currency: null,
  outcome: null,
  matchedBy: null,
  decisionId: null,
  ...more,
})

const send = (id: string, sentAt: Date, more: Partial<Send> = {}): Send => ({
  id,
  decidedAt: sentAt,
  sentAt,
  templateId: 'welcome',
  variantId: 'v',
  arm: 'treatment',
  counted: true,
  ...{ cell: '', propensity: 1, isEven: false, personBucket: 0 },
  isExternal: false,
  userKey: 'u',
  email: null,
  windows: null,
  ...more,
})

const rule = { lookbackDays: 14, offsetDays: 3, conversionEvents: ['purchase'] }
const crediting = { credit: 'last_touch' as const, ruleOf: () => rule, skewMs: 0 }
const outcomeOn = (days: number, window = rule) =>
  creditConversion(conversion(daysLater(days)), [send('a', SENT_AT)], { ...crediting, ruleOf: () => window })
    .outcome

describe('the attribution window', () => {
  it('counts day 10, and neither day 1 nor day 20, as documented', () => {
    expect([outcomeOn(10), outcomeOn(1), outcomeOn(20)]).toEqual([
      'counted',
      'outside-window',
      'outside-window',
    ])
  })

  it('includes both ends', () => {
    expect([outcomeOn(3), outcomeOn(14), outcomeOn(2.999), outcomeOn(14.001)]).toEqual([
      'counted',
      'counted',
      'outside-window',
      'outside-window',
    ])
  })

  it('accepts fractions of days: 24 to 72 hours', () => {
    const hours = { ...rule, offsetDays: 1, lookbackDays: 3 }
    expect([23.9, 24, 48, 72, 72.1].map(hour => outcomeOn(hour / 24, hours))).toEqual([
      'outside-window',
      'counted',
      'counted',
      'counted',
      'outside-window',
    ])
  })

  it('comes from the request if the request has one', () => {
    const asked = send('a', SENT_AT, { windows: { offset_days: 0, lookback_days: 2 } })
    expect(creditConversion(conversion(daysLater(1)), [asked], crediting).outcome).toBe('counted')
  })

  it('counts a conversion in the same second as the send', () => {
    const immediate = { ...rule, offsetDays: 0 }
    const sent = send('a', new Date('2026-01-01T00:00:00.900Z'))
    const event = conversion(new Date('2026-01-01T00:00:00.000Z'))
    expect(creditConversion(event, [sent], { ...crediting, ruleOf: () => immediate }).outcome).toBe('counted')
  })

  it('is named in the reason, with the age of the conversion', () => {
    expect(creditConversion(conversion(daysLater(20)), [send('a', SENT_AT)], crediting)).toMatchObject({
      reason: expect.stringContaining('20.00 days'),
    })
  })
})

describe('several messages', () => {
  it('give the credit to the latest one in its window', () => {
    const credit = creditConversion(
      conversion(daysLater(10)),
      [send('a', SENT_AT), send('b', daysLater(5)), send('c', daysLater(9))],
      crediting,
    )
    expect(credit).toMatchObject({ outcome: 'counted', sends: [{ id: 'b' }] })
  })

  it('give it to one message of each template with each_template', () => {
    const sends = [
      send('a', SENT_AT),
      send('b', daysLater(5)),
      send('c', daysLater(4), { templateId: 'other' }),
    ]
    const credit = creditConversion(conversion(daysLater(10)), sends, {
      ...crediting,
      credit: 'each_template',
    })
    expect(credit.outcome === 'counted' && credit.sends.map(({ id }) => id).sort()).toEqual(['b', 'c'])
  })

  it('never credit a preview', () => {
    expect(
      creditConversion(conversion(daysLater(10)), [send('a', SENT_AT, { counted: false })], crediting)
        .outcome,
    ).toBe('preview')
  })
})

describe('the names of conversions', () => {
  const named = (name: string | null, type: StoredEvent['type'], conversionEvents: string[]) =>
    creditConversion(conversion(daysLater(10), { name, type }), [send('a', SENT_AT)], {
      ...crediting,
      ruleOf: () => ({ ...rule, conversionEvents }),
    }).outcome

  it('count if the template lists them, in upper or lower case', () => {
    expect([named('Purchase', 'conversion', ['purchase']), named('signup', 'custom', ['signup'])]).toEqual([
      'counted',
      'counted',
    ])
  })

  it('do not count if the template lists other names', () => {
    expect(named('page_view', 'custom', ['purchase'])).toBe('not-listened')
  })

  it('do not matter for conversions if the template lists none', () => {
    expect([named('purchase', 'conversion', []), named('page_view', 'custom', [])]).toEqual([
      'counted',
      'not-listened',
    ])
  })

  it("do not matter for a platform's own conversion, which has none", () => {
    expect(named(null, 'conversion', ['purchase'])).toBe('counted')
  })
})

it('depends on the set of messages and not on their order', () => {
  const sends = fc.array(
    fc.record({
      id: fc.uuid(),
      days: fc.double({ min: -5, max: 25, noNaN: true }),
      templateId: fc.constantFrom('a', 'b'),
    }),
    { maxLength: 6 },
  )
  fc.assert(
    fc.property(
      sends,
      fc.constantFrom('last_touch' as const, 'each_template' as const),
      fc.infiniteStream(fc.nat()),
      (records, credit, order) => {
        const list = records.map(({ id, days, templateId }) => send(id, daysLater(days), { templateId }))
        const shuffled = list
          .map(each => ({ each, key: order.next().value }))
          .sort((left, right) => left.key - right.key)
          .map(({ each }) => each)
        const ids = (given: readonly Send[]) => {
          const result = creditConversion(conversion(daysLater(10)), given, { ...crediting, credit })
          return result.outcome === 'counted' ? result.sends.map(({ id }) => id).sort() : result.outcome
        }
        expect(ids(shuffled)).toEqual(ids(list))
      },
    ),
  )
})
