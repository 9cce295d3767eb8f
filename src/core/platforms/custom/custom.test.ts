import { Value } from 'typebox/value'
import { describe, expect, it } from 'vitest'
import { readRecordings, testPlatform } from '../conformance.ts'
import { SPELLINGS } from '../custom-event.ts'
import { customEvents } from './index.ts'
import { CustomEvent } from './payload.ts'

const fixtures = new URL('./fixtures/', import.meta.url)

testPlatform(customEvents, fixtures, {
  settings: {},
  request: recorded => ({
    ...recorded,
    headers: { ...recorded.headers, 'x-api-key': 'ours' },
    hasIngestKey: true,
  }),
})

const read = (body: unknown, query: Readonly<Record<string, string>> = {}) =>
  customEvents.read(Buffer.from(JSON.stringify(body)), { query, receivedAt: new Date(0) })

const readOne = (body: unknown) => {
  const result = read(body)
  return result.ok ? result.value[0] : undefined
}

describe('the documented shape of a custom event', () => {
  it('has every name that is read, and no other', () => {
    expect(Object.keys(CustomEvent.properties).sort()).toEqual(
      [...Object.values(SPELLINGS).flat(), 'properties'].sort(),
    )
  })

  it('accepts what is recorded', () => {
    const bodies = readRecordings(fixtures)
      .filter(({ name }) => !name.startsWith('some-rejected'))
      .map(({ request }) => JSON.parse(Buffer.from(request.body).toString()))
    const items = bodies.flatMap(body => body.batch ?? body)
    expect(items.length).toBeGreaterThan(10)
    // A null stands for absent, as everywhere.
    const said = items.map(item =>
      Object.fromEntries(Object.entries(item).filter(([, value]) => value !== null)),
    )
    expect(said.filter(item => !Value.Check(CustomEvent, item))).toEqual([])
  })
})

const PURCHASE = { event: 'purchase', user_id: 'u' }

describe('custom events', () => {
  it('need an ingest key', () => {
    const request = { body: Buffer.from('{}'), headers: {}, query: {}, hasIngestKey: false }
    const means = { now: new Date(0), keySet: () => Promise.reject(new Error('no key set')) }
    expect(customEvents.verify(request, {}, means)).toEqual({ ok: false, reason: 'missing-credential' })
    const wrong = { ...request, headers: { authorization: 'Bearer wrong' } }
    expect(customEvents.verify(wrong, {}, means)).toEqual({ ok: false, reason: 'wrong-credential' })
  })

  it.each([
    ...[
      { data: PURCHASE },
      { records: [PURCHASE] },
      { items: [PURCHASE] },
      { event: PURCHASE },
      { events: PURCHASE },
    ],
    ...[
      { batch: [JSON.stringify(PURCHASE)] },
      [[PURCHASE]],
      [JSON.stringify(PURCHASE)],
      [{ data: [PURCHASE] }],
    ],
  ])('may come in an envelope: %j', body =>
    expect(readOne(body)).toMatchObject({
      outcome: 'event',
      event: { nativeEvent: 'purchase', userId: 'u' },
    }),
  )

  it.each([
    { ...PURCHASE, items: [{ sku: '1' }] },
    { ...PURCHASE, data: { sku: '1' } },
    { type: 'purchase', userId: 'u', payload: { sku: '1' } },
  ])('may have fields that look like one: %j', body =>
    expect(readOne(body)).toMatchObject({
      outcome: 'event',
      event: { nativeEvent: 'purchase', userId: 'u' },
    }),
  )

  it('may come alone, as a list, or as a named list', () => {
    const event = { event: 'purchase', user_id: 'u' }
    const one = read(event)
    expect(one).toMatchObject({ ok: true, value: [{ outcome: 'event' }] })
    expect(read([event])).toEqual(one)
    expect(read({ events: [event] })).toEqual(one)
    expect(read({ batch: [event] })).toEqual(one)
    expect(read([])).toEqual({ ok: true, value: [] })
    expect(read('purchase')).toMatchObject({ ok: false, reason: { reason: 'wrong-shape' } })
  })

  it.each(['user_id', 'userId', 'email', 'tracking_id', 'message_id', 'messageId', 'decision_id', 'copy_id'])(
    'are about something when they name %s',
    name => {
      expect(readOne({ event: 'purchase', [name]: 'x' })).toMatchObject({ outcome: 'event' })
      expect(readOne({ event: 'purchase', [name]: ' ' })).toMatchObject({
        outcome: 'rejected',
        reason: 'names-nobody',
      })
    },
  )

  it('keep all other fields, even invalid values of known fields', () => {
    const said = {
      event: 'purchase',
      user_id: 'u',
      timestamp: 'yesterday',
      value: 'a lot',
      colour: 'red',
      properties: { size: 2 },
    }
    expect(readOne(said)).toMatchObject({
      event: {
        occurredAt: null,
        value: null,
        properties: { timestamp: 'yesterday', value: 'a lot', colour: 'red', size: 2 },
      },
    })
  })

  it('are recognised as repetitions by their id, otherwise by message, name and time', () => {
    const row = { event: 'purchase', message_id: 'm', timestamp: 1772440000 }
    expect(readOne({ ...row, event_id: 'e' })).toMatchObject({ event: { dedupeKey: 'e' } })
    expect(readOne(row)).toMatchObject({ event: { dedupeKey: 'purchase|m|2026-03-02T08:26:40.000Z' } })
    expect(readOne({ ...row, timestamp: undefined })).toMatchObject({ event: { dedupeKey: null } })
  })

  it('with a value are conversions, unless they are about a message', () => {
    expect(readOne({ event: 'renewed', user_id: 'u' })).toMatchObject({
      event: { type: 'custom', name: 'renewed' },
    })
    expect(readOne({ event: 'renewed', user_id: 'u', total: 5 })).toMatchObject({
      event: { type: 'conversion', value: 5 },
    })
    expect(readOne({ event: 'click', user_id: 'u', total: 5 })).toMatchObject({
      event: { type: 'click', name: null },
    })
  })

  it('take no unrelated total from the properties', () => {
    const properties = { total: 12 }
    expect(readOne({ event: 'page_counted', user_id: 'u', properties })).toMatchObject({
      event: { type: 'custom', value: null, properties },
    })
  })

  it('get their name from the address only if the body has none', () => {
    expect(read({ user_id: 'u' }, { event: 'purchase' })).toMatchObject({
      value: [{ event: { name: 'purchase' } }],
    })
    expect(read({ user_id: 'u', event: 'renewed' }, { event: 'purchase' })).toMatchObject({
      value: [{ event: { name: 'renewed' } }],
    })
  })
})
