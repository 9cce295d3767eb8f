import { beforeEach, describe, expect, it } from 'vitest'
import { MINUTE_MS } from '../../src/lib/duration.ts'
import { createTemplate, processInbox } from '../factories.ts'
import { useScene } from '../scene.ts'

const scene = useScene()
const { server } = scene

const template = (id: string, more: object = {}) =>
  createTemplate(server, scene.org, id, {
    split: { method: 'internal_persistent', control_share: 0 },
    attribution: { lookback_days: 14, offset_days: 0, ...more },
  })

beforeEach(() => template('welcome'))

async function choose(user: string, template_id = 'welcome'): Promise<void> {
  scene.tick()
  const body = { template_id, user_id: user, tracking_id: `${template_id}-${user}` }
  expect((await server.call('POST', `/api/generate/${scene.org}`, body)).status).toBe(200)
}

/** Reports an event and has it read. Returns a function that shows it as it stands now. */
async function tell(body: object) {
  const id = await scene.report({ event_id: crypto.randomUUID(), ...body })
  await processInbox(server)
  return async () => {
    const call = await server.call('GET', `/api/v1/orgs/${scene.org}/requests/${id}`)
    const events = await server.call('GET', `/api/v1/orgs/${scene.org}/events?limit=100`)
    const event = events.body.items.find((each: { request_id: string }) => each.request_id === id)
    return { ...event, fix: call.body.items[0].fix ?? null }
  }
}

async function revenue(id = 'welcome') {
  const { body } = await server.call('GET', `/api/v1/orgs/${scene.org}/templates/${id}/results`)
  const { revenue, orders, conversions } = body.treatment
  return { revenue, orders, conversions }
}

const buy = (value: number, more: object = {}) =>
  tell({ event: 'purchase', user_id: 'u', currency: 'USD', value, ...more })

describe('a refund without an amount', () => {
  it.each(['refunded', 'order_cancelled', 'chargeback', 'Order Refunded', 'purchase_voided'])(
    '"%s" takes back the money of the whole order',
    async event => {
      await choose('u')
      await buy(40, { order_id: 'o1' })
      await buy(25, { order_id: 'o2' })
      const told = await tell({ event, user_id: 'u', order_id: 'o1' })
      expect(await told()).toMatchObject({
        ...{ type: 'refund', value: null, outcome: 'counted', template_id: 'welcome', fix: null },
        reason: 'It has no amount, so it took back all the money of its order.',
      })
      expect(await revenue()).toEqual({ revenue: 25, orders: 2, conversions: 1 })
    },
  )

  it('finds the order by its transaction id, by its message, or else as the latest of the person', async () => {
    await choose('u')
    await buy(40, { transaction_id: 'tx' })
    await buy(25)
    await tell({ event: 'chargeback', user_id: 'u', properties: { transaction_id: 'tx' } })
    expect(await revenue()).toMatchObject({ revenue: 25 })
    await buy(10)
    await tell({ event: 'refunded', user_id: 'u' })
    expect(await revenue()).toMatchObject({ revenue: 25 })
    await choose('v')
    await tell({ event: 'purchase', tracking_id: 'welcome-v', value: 7, currency: 'USD', order_id: 'o9' })
    expect(await revenue()).toMatchObject({ revenue: 32 })
    const byMessage = await tell({ event: 'refunded', tracking_id: 'welcome-v' })
    expect(await byMessage()).toMatchObject({ outcome: 'counted' })
    expect(await revenue()).toMatchObject({ revenue: 25 })
  })

  it('of several purchases with one order id takes back all, from the message of each', async () => {
    await template('second')
    await choose('u')
    await buy(40, { order_id: 'o1' })
    await choose('u', 'second')
    await buy(2, { order_id: 'o1' })
    await tell({ event: 'order_cancelled', user_id: 'u', order_id: 'o1' })
    expect([await revenue(), await revenue('second')]).toMatchObject([{ revenue: 0 }, { revenue: 0 }])
  })

  it('takes back only what other refunds left, and only once', async () => {
    await choose('u')
    await buy(40, { order_id: 'o1' })
    await tell({ event: 'refund', user_id: 'u', order_id: 'o1', value: 15, currency: 'USD' })
    await tell({ event: 'order_cancelled', user_id: 'u', order_id: 'o1' })
    expect(await revenue()).toMatchObject({ revenue: 0 })
    const again = await tell({ event: 'refunded', user_id: 'u', order_id: 'o1' })
    expect(await again()).toMatchObject({
      ...{ outcome: 'noted', reason: 'Other refunds have taken back all the money of its order.' },
    })
    await tell({ event: 'refund', user_id: 'u', order_id: 'o1', value: 5, currency: 'USD' })
    expect(await revenue()).toMatchObject({ revenue: 0 })
  })

  it('may arrive before its purchase, and may be read again', async () => {
    await choose('u')
    scene.tick(60)
    const told = await tell({ event: 'refunded', user_id: 'u', order_id: 'o1' })
    const nameless = await tell({ event: 'refunded', tracking_id: 'welcome-u', order_id: 'o2' })
    expect(await told()).toMatchObject({ outcome: 'unmatched', type: 'refund' })
    expect((await told()).reason).toContain('no purchase')
    expect((await told()).fix).toContain('order_id')
    // Without a time of its own, the purchase happens at its arrival, after the refund.
    await buy(40, { order_id: 'o1' })
    await buy(8, { order_id: 'o2', user_id: undefined, tracking_id: 'welcome-u' })
    const same = { revenue: 0, orders: 2, conversions: 1 }
    expect(await revenue()).toEqual(same)
    expect([await told(), await nameless()]).toMatchObject([{ outcome: 'counted' }, { outcome: 'counted' }])
    await server.call('POST', `/api/v1/orgs/${scene.org}/requests/replay`, { filter: { from: '2020-01-01' } })
    await processInbox(server)
    expect(await revenue()).toEqual(same)
  })

  it('follows its purchase to another message', async () => {
    await template('second')
    await choose('u')
    await buy(40, { order_id: 'o1', timestamp: new Date(scene.now + 90 * MINUTE_MS).toISOString() })
    await tell({ event: 'order_cancelled', user_id: 'u', order_id: 'o1' })
    await choose('u', 'second')
    expect([await revenue(), await revenue('second')]).toMatchObject([{ revenue: 0 }, { revenue: 0 }])
    const counted = { event: 'email_sent', tracking_id: 'second-u', user_id: 'u' }
    await tell({ ...counted, timestamp: new Date(scene.now + MINUTE_MS).toISOString() })
    expect([await revenue(), await revenue('second')]).toMatchObject([
      { revenue: 0, orders: 0 },
      { revenue: 0, orders: 1 },
    ])
  })

  it.each([
    { refund_amount: 15 },
    { amount: '15' },
    { properties: { amount: 15 } },
    { properties: { amount_refunded: 15 } },
  ])('is none if the amount stands in %j', async where => {
    await choose('u')
    await buy(40, { order_id: 'o1' })
    await tell({ event: 'order_refunded', user_id: 'u', order_id: 'o1', ...where })
    expect(await revenue()).toMatchObject({ revenue: 25 })
  })

  it.each([
    { value: 'a lot' },
    { value: 5, currency: 'dollars' },
    { properties: { products: [{ sku: 'a' }] } },
  ])('is none if it says how much, but not so that it can be read: %j', async said => {
    await choose('u')
    await buy(40, { order_id: 'o1' })
    const told = await tell({ event: 'order_refunded', user_id: 'u', order_id: 'o1', ...said })
    expect(await told()).toMatchObject({
      ...{ outcome: 'noted', reason: expect.stringMatching(/amount|currency/), fix: expect.any(String) },
    })
    expect(await revenue()).toMatchObject({ revenue: 40 })
  })

  it.each(['subscription_cancelled', 'refund_requested', 'payment_cancelled', 'cart_abandoned'])(
    'is none: "%s"',
    async event => {
      await choose('u')
      await buy(40)
      expect(await (await tell({ event, user_id: 'u' }))()).toMatchObject({ type: 'custom' })
      expect(await revenue()).toMatchObject({ revenue: 40 })
    },
  )

  it('through a rule of the mapping is one too', async () => {
    const rules = [{ platform: 'events', event: 'storno', type: 'refund' }]
    await server.call('PUT', `/api/v1/orgs/${scene.org}/event-mapping`, { rules })
    await choose('u')
    await buy(40, { order_id: 'o1' })
    await tell({ event: 'storno', user_id: 'u', order_id: 'o1' })
    expect(await revenue()).toMatchObject({ revenue: 0 })
  })
})
