import { createHmac } from 'node:crypto'
import { beforeEach, describe, expect, it } from 'vitest'
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '../../src/lib/duration.ts'
import { createTemplate, processInbox } from '../factories.ts'
import { useScene } from '../scene.ts'

const scene = useScene()
const { server } = scene

beforeEach(async () => {
  await createTemplate(server, scene.org, 'welcome', {
    split: { method: 'internal_persistent', control_share: 0 },
    attribution: { lookback_days: 14, offset_days: 0 },
  })
})

/** Chooses a wording for a person, under the tracking id `t-<user>`. */
async function choose(user: string): Promise<void> {
  scene.tick()
  const body = { template_id: 'welcome', user_id: user, tracking_id: `t-${user}` }
  expect((await server.call('POST', `/api/generate/${scene.org}`, body)).status).toBe(200)
}

/** Reports an event, has it read, and returns it as the log shows it, with the fix of its item. */
async function tell(body: object) {
  const id = await scene.report({ event_id: crypto.randomUUID(), ...body })
  return readCall(id)
}

async function readCall(id: string) {
  await processInbox(server)
  const call = await server.call('GET', `/api/v1/orgs/${scene.org}/requests/${id}`)
  const [item] = call.body.items
  const events = await server.call('GET', `/api/v1/orgs/${scene.org}/events?limit=100`)
  const event = events.body.items.find((each: { request_id: string }) => each.request_id === id)
  return { ...event, fix: item.fix ?? null, itemReason: item.reason ?? null }
}

async function results() {
  const { body } = await server.call('GET', `/api/v1/orgs/${scene.org}/templates/welcome/results`)
  return body.treatment
}

const ago = (ms: number) => new Date(scene.now - ms).toISOString()

const conversions = async () => (await results()).conversions
const NOT_COUNTED = { conversions: 0, revenue: 0, orders: 0 }

describe('money', () => {
  it.each([
    ['HUF', 1500.55],
    ['PKR', 99.49],
    ['IDR', 250000.5],
    ['KWD', 1.234],
    ['JPY', 1500],
  ])('has in %s the decimals of ISO 4217', async (currency, value) => {
    await choose('u')
    expect(await tell({ event: 'purchase', user_id: 'u', value, currency })).toMatchObject({
      value,
      currency,
    })
    expect((await results()).revenue_by_currency).toEqual({ [currency]: value })
  })

  it.each(['NaN', 'XAU', 'dollars', '$$', 5])(
    'with the currency %j counts no amount, and says so',
    async currency => {
      await choose('u')
      const event = await tell({ event: 'purchase', user_id: 'u', value: 5, currency })
      expect(event).toMatchObject({
        value: null,
        currency: null,
        outcome: 'counted',
        properties: { value: 5, currency },
      })
      expect(event.reason).toContain(`"${currency}"`)
      expect(event.fix).toContain('ISO 4217')
      expect(await results()).toMatchObject({ conversions: 1, revenue_by_currency: {} })
    },
  )

  it.each([
    ['1,234.56', 'USD', 1234.56],
    ['$1,299.00', undefined, 1299],
    ['€ 1.299,00', undefined, 1299],
    ['1e3', 'USD', 1000],
    [{ amount: 5 }, 'USD', 5],
    [{ amount: '5.50', currency: 'EUR' }, undefined, 5.5],
  ])('is read from %j', async (value, currency, amount) => {
    await choose('u')
    expect(await tell({ event: 'purchase', user_id: 'u', value, currency })).toMatchObject({
      ...{ value: amount, reason: null, type: 'conversion' },
    })
  })

  it.each(['1,234', 'many', '5 EUR'])('is not guessed from %j', async value => {
    await choose('u')
    const event = await tell({ event: 'purchase', user_id: 'u', value, currency: 'USD' })
    expect(event).toMatchObject({ value: null, outcome: 'counted', properties: { value } })
    expect(event.reason).toContain(`"${value}" in "value" cannot be read`)
    expect(event.fix).toContain('1234.56')
  })

  it.each([
    ['GBP', '£3', 3],
    ['GBP', '£1,234', 1234],
    ['JPY', '¥500', 500],
    ['CNY', '￥500', 500],
    ['SEK', 'kr 30', 30],
    ['NOK', '30,50 kr.', 30.5],
    ['DKK', { amount: 'kr30' }, 30],
    ['INR', 'Rs. 1,00,000', 100000],
    ['CAD', '$5.00', 5],
    ['CHF', 'Fr. 1’200.–', 1200],
  ])(
    'of an organisation in %s is read from %j, because its currency has the sign',
    async (currency, value, amount) => {
      expect((await server.call('PATCH', `/api/v1/orgs/${scene.org}`, { currency })).status).toBe(200)
      await choose('u')
      expect(await tell({ event: 'purchase', user_id: 'u', value })).toMatchObject({
        ...{ value: amount, currency, reason: null },
      })
    },
  )

  it.each(['£3', 'kr 30', '¥500'])(
    'is not guessed from %s where the organisation has another sign',
    async value => {
      await choose('u')
      expect(await tell({ event: 'purchase', user_id: 'u', value })).toMatchObject({
        ...{ value: null, reason: expect.stringContaining('USD'), fix: expect.stringContaining('ISO 4217') },
      })
    },
  )

  it('under the sign of another currency than the organisation’s is not guessed', async () => {
    await choose('u')
    expect(await tell({ event: 'purchase', user_id: 'u', value: '¥ 1,299' })).toMatchObject({
      ...{ value: null, outcome: 'counted', reason: expect.stringContaining('does not mean USD') },
    })
  })

  it('at the field of a rule is read alike, and said alike', async () => {
    const rule = { platform: 'events', event: 'Checkout Finished', type: 'conversion', name: 'purchase' }
    const paths = { revenue_field: 'order.total', currency_field: 'order.currency' }
    await server.call('PUT', `/api/v1/orgs/${scene.org}/event-mapping`, { rules: [{ ...rule, ...paths }] })
    await choose('u')
    const checkout = { event: 'Checkout Finished', user_id: 'u' }
    const read = await tell({ ...checkout, order: { total: '€ 1.299,00', currency: 'EUR' } })
    expect(read).toMatchObject({ value: 1299, currency: 'EUR', reason: null })
    const not = await tell({ ...checkout, order: { total: 'a lot', currency: 'EUR' } })
    expect(not).toMatchObject({ value: null, outcome: 'counted' })
    expect(not.reason).toContain('"a lot" in "order.total"')
  })

  it('of Segment’s orders is read alike', async () => {
    const settings = { shared_secret: 'a-secret' }
    await server.call('PUT', `/api/v1/orgs/${scene.org}/platforms/segment`, { settings })
    await choose('r4')
    scene.tick()
    const body = {
      ...{ type: 'track', event: 'Order Completed', messageId: 's3', userId: 'r4' },
      timestamp: new Date(scene.now).toISOString(),
      properties: { order_id: 'o2', revenue: '$1,299.00', currency: 'USD' },
    }
    const signature = createHmac('sha1', 'a-secret').update(JSON.stringify(body)).digest('hex')
    const reply = await server.call('POST', `/api/webhook/segment/${scene.org}`, body, {
      'x-signature': signature,
    })
    expect(reply.status).toBe(200)
    expect(await readCall(reply.body.request_id)).toMatchObject({
      value: 1299,
      currency: 'USD',
      reason: null,
    })
  })

  it('all in another currency is shown and said', async () => {
    await choose('u')
    await tell({ event: 'purchase', user_id: 'u', value: 49, currency: 'EUR' })
    const report = async (metric: string) =>
      (await server.call('GET', `/api/v1/orgs/${scene.org}/templates/welcome/results?metric=${metric}`)).body
    const { gates, verdict, treatment } = await report('revenue')
    expect(treatment.revenue_by_currency).toEqual({ EUR: 49 })
    expect(verdict).toBe('do-not-read')
    expect(gates).toContainEqual({
      ...{ name: 'money-counted', ok: false, have: 0, need: 0.9, unit: 'share' },
      detail:
        '1 of 1 orders came in EUR. The figures of revenue count USD only; revenue_by_currency has all.',
      fix: 'Set the organisation’s currency to EUR, or send amounts in USD.',
    })
    const other = await report('click_rate')
    expect(other.gates).toContainEqual(
      expect.objectContaining({ name: 'money-counted', ok: true, fix: null }),
    )
  })
})

describe('money that is no success', () => {
  it.each(['payment_failed', 'cart_abandoned', 'Checkout Started', 'add_to_cart', 'cardDeclined'])(
    '"%s" is no conversion because it carries a value',
    async name => {
      await choose('v')
      expect(await tell({ event: name, user_id: 'v', value: 120, currency: 'USD' })).toMatchObject({
        ...{ type: 'custom', outcome: 'not-listened', value: 120 },
      })
      expect(await results()).toMatchObject(NOT_COUNTED)
    },
  )

  it.each([
    { event: 'refund', value: -39.95 },
    { event: 'chargeback', value: 39.95 },
    { event: 'purchase', value: -39.95 },
    { event: 'order_cancelled', value: '(39.95)' },
  ])('%j of a named message takes money back from it', async body => {
    await choose('r1')
    const event = await tell({ ...body, tracking_id: 't-r1', user_id: 'r1', currency: 'USD' })
    expect(event).toMatchObject({
      type: 'refund',
      value: -39.95,
      outcome: 'counted',
      matched_by: 'tracking-id',
    })
    expect(await results()).toMatchObject({ conversions: 0, orders: 0, conversion_rate: 0, revenue: -39.95 })
  })

  const purchase = (at: number, more: object = {}) => ({
    ...{ event: 'purchase', user_id: 'r2', value: 100, currency: 'USD', timestamp: ago(at), ...more },
  })
  const refund = (at: number, more: object = {}) => ({
    ...{ event: 'order_refunded', user_id: 'r2', value: 100, currency: 'USD', timestamp: ago(at), ...more },
  })

  it('a refund belongs to the message of its purchase, also long after and after later messages', async () => {
    await choose('r2')
    scene.tick(1)
    await tell(purchase(0, { order_id: 'o1' }))
    await createTemplate(server, scene.org, 'second', {
      split: { method: 'internal_persistent', control_share: 0 },
      attribution: { conversion_events: ['trial_started'] },
    })
    scene.tick(40 * 24 * 60)
    const body = { template_id: 'second', user_id: 'r2' }
    await server.call('POST', `/api/generate/${scene.org}`, body)
    expect(await tell(refund(0, { order_id: 'o1', value: 60 }))).toMatchObject({
      ...{ outcome: 'counted', template_id: 'welcome', matched_by: 'person', value: -60 },
    })
    expect(await results()).toMatchObject({ conversions: 1, orders: 1, revenue: 40 })
  })

  it('the order of arrival does not matter', async () => {
    await choose('r2')
    scene.tick(60)
    expect(await tell(refund(SECOND_MS))).toMatchObject({ outcome: 'unmatched', type: 'refund' })
    expect(await results()).toMatchObject(NOT_COUNTED)
    await tell(purchase(30 * 60 * SECOND_MS))
    expect(await results()).toMatchObject({ conversions: 1, orders: 1, revenue: 0 })
  })

  it('of several purchases, the one with the order id loses money, else the one with the amount', async () => {
    await choose('r2')
    await tell(purchase(0, { order_id: 'o1', value: 30 }))
    await tell(purchase(0, { value: 50 }))
    await tell(purchase(0, { value: 70 }))
    await tell(refund(0, { order_id: 'unknown', value: 50 }))
    expect(await results()).toMatchObject({ revenue: 100, orders: 3 })
    await tell(refund(0, { order_id: 'o1', value: 30, currency: 'EUR' }))
    expect((await results()).revenue_by_currency).toEqual({ USD: 100 })
  })

  it('a replay of the purchase as nothing gives the message its money back', async () => {
    await choose('r2')
    await tell(purchase(0))
    await tell(refund(0))
    const rules = [{ event: 'purchase', type: 'ignored' }]
    await server.call('PUT', `/api/v1/orgs/${scene.org}/event-mapping`, { rules })
    await server.call('POST', `/api/v1/orgs/${scene.org}/requests/replay`, { filter: { from: '2020-01-01' } })
    await processInbox(server)
    expect(await results()).toMatchObject(NOT_COUNTED)
  })
})

it.each([{ at: 1 }, ['c', 'd'], true])('the id %j is not taken for a missing one', async campaign_id => {
  await choose('u')
  const event = await tell({ event: 'purchase', user_id: 'u', campaign_id })
  expect(event).toMatchObject({ outcome: 'counted', campaign_id: null })
  expect(event.reason).toMatch(/^The id ".*" in "campaign_id" cannot be read and was ignored/)
  expect(event.fix).toContain('text or as a number')
})

describe('times', () => {
  it.each<[string, (moment: Date) => unknown]>([
    ['microseconds', moment => moment.getTime() * 1000],
    ['nanoseconds', moment => `${moment.getTime()}000000`],
    ['milliseconds', moment => moment.getTime()],
    ['seconds', moment => Math.floor(moment.getTime() / 1000)],
    ['RFC 2822', moment => moment.toUTCString()],
    ['ISO 8601 with a comma', moment => moment.toISOString().replace('.', ',')],
    ['ISO 8601 in its basic form', moment => moment.toISOString().replace(/[-:]/g, '')],
    ['a zone in brackets', moment => moment.toISOString().replace('Z', '+00:00[Europe/London]')],
    ['Firestore', moment => ({ _seconds: Math.floor(moment.getTime() / 1000), _nanoseconds: 0 })],
  ])('are read in %s', async (_, write) => {
    await choose('r7')
    const old = new Date(scene.now - 20 * DAY_MS)
    const event = await tell({ event: 'purchase', user_id: 'r7', timestamp: write(old) })
    expect(Math.abs(Date.parse(event.occurred_at) - old.getTime())).toBeLessThan(SECOND_MS)
    expect(event.outcome).not.toBe('counted')
    expect(await conversions()).toBe(0)
  })

  it.each(['30/10/2026 10:00', '2026-02-30T10:00:00Z', 'yesterday', '{{ now }}', 0, true, { at: 1 }])(
    '%j cannot be read: nothing is credited, and it is said',
    async timestamp => {
      await choose('u')
      const event = await tell({ event: 'purchase', user_id: 'u', value: 7, timestamp })
      expect(event).toMatchObject({ outcome: 'unreadable', occurred_at: null, type: 'conversion', value: 7 })
      expect(event.reason).toContain('in "timestamp" cannot be read, so the event counts in no figure')
      expect(event.fix).toContain('ISO 8601')
      expect(await results()).toMatchObject(NOT_COUNTED)
    },
  )

  it('an event whose time was not understood counts when it is sent again with a time', async () => {
    await choose('u')
    const order = { event: 'purchase', user_id: 'u', event_id: 'e', value: 7 }
    expect(await tell({ ...order, timestamp: 'now' })).toMatchObject({ outcome: 'unreadable' })
    expect(await tell({ ...order, timestamp: ago(0) })).toMatchObject({ outcome: 'counted' })
    expect(await tell({ event: 'email_opened', tracking_id: 't-u', timestamp: ago(0) })).toMatchObject({
      outcome: 'counted',
    })
    expect(await results()).toMatchObject({ conversions: 1, revenue: 7, opens: 1 })
  })

  it.each([null, '', ' ', 'null'])('%j is no time: the event counts at its arrival', async timestamp => {
    await choose('u')
    expect(await tell({ event: 'purchase', user_id: 'u', timestamp })).toMatchObject({
      ...{ outcome: 'counted', reason: null },
    })
  })

  it.each([
    [2 * HOUR_MS, '2 hours', 'counted'],
    [3 * DAY_MS, '3 days', 'counted'],
    [30 * DAY_MS, '30 days', 'outside-window'],
  ])('a time of the future (%d ms) is flagged', async (ms, words, outcome) => {
    await choose('u')
    const event = await tell({ event: 'purchase', user_id: 'u', timestamp: ago(-ms - 2 * MINUTE_MS) })
    expect(event).toMatchObject({ outcome, occurred_at: ago(-ms - MINUTE_MS) })
    expect(event.reason).toContain(`is ${words} after its arrival.`)
    expect(event.fix).toContain('zone')
  })

  it('a time a few minutes ahead is not', async () => {
    await choose('u')
    const event = await tell({ event: 'purchase', user_id: 'u', timestamp: ago(-5 * MINUTE_MS) })
    expect(event).toMatchObject({ outcome: 'counted', reason: null })
  })

  it('a clock that is a minute behind loses no conversion of a named message', async () => {
    await choose('k1')
    const moment = scene.now
    const earlier = (ms: number) => ({
      ...{ event: 'purchase', user_id: 'k1', tracking_id: 't-k1', value: 1 },
      timestamp: new Date(moment - ms).toISOString(),
    })
    expect(await tell(earlier(2 * SECOND_MS))).toMatchObject({ outcome: 'counted', reason: null })
    expect(await tell(earlier(59 * SECOND_MS))).toMatchObject({ outcome: 'counted' })
    const early = await tell(earlier(HOUR_MS))
    expect(early).toMatchObject({ outcome: 'outside-window' })
    expect(early.reason).toMatch(/^It happened 60 minutes before the latest message/)
  })

  it('a purchase just before a message that it does not name did not come from it', async () => {
    await choose('k1')
    expect(await tell({ event: 'purchase', user_id: 'k1', timestamp: ago(90 * SECOND_MS) })).toMatchObject({
      outcome: 'outside-window',
    })
  })
})
