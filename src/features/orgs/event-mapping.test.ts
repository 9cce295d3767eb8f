import { describe, expect, it } from 'vitest'
import { countsOf, createTemplate, processInbox } from '../../../test/factories.ts'
import { useScene } from '../../../test/scene.ts'

const scene = useScene()
const { server } = scene

const put = (rules: unknown) => server.call('PUT', `/api/v1/orgs/${scene.org}/event-mapping`, { rules })
const get = () => server.call('GET', `/api/v1/orgs/${scene.org}/event-mapping`)
const send = (payload: unknown, platform = 'events') =>
  server.call('POST', `/api/webhook/${platform}/${scene.org}`, payload)

async function createMessage(): Promise<void> {
  await createTemplate(server, scene.org, 'welcome', { attribution: { conversion_events: ['purchase'] } })
  const choice = { template_id: 'welcome', tracking_id: 't1', user_id: 'u1' }
  expect((await server.call('POST', `/api/generate/${scene.org}`, choice)).status).toBe(200)
}

describe('the event mapping', () => {
  it('is empty at first, and is replaced as a whole', async () => {
    expect((await get()).body).toEqual({ rules: [] })
    const rules = [{ event: 'Paid', type: 'conversion', name: 'purchase' }]
    expect(await put(rules)).toMatchObject({ status: 200, body: { rules, replay: { suggested: false } } })
    expect((await get()).body).toEqual({ rules })
    await put([])
    expect((await get()).body).toEqual({ rules: [] })
  })

  it('says what events are that are read from then on', async () => {
    await createMessage()
    const rule = { event: 'plan_*', type: 'conversion', name: 'purchase' }
    await put([{ ...rule, platform: 'events', revenue_field: 'plan.price', currency_field: 'CHF' }])
    await send({ event: 'plan_upgraded', user_id: 'u1', plan: { price: '12.50' } })
    await processInbox(server)
    const { body } = await server.call('GET', `/api/v1/orgs/${scene.org}/events`)
    expect(body.items).toMatchObject([
      {
        ...{ type: 'conversion', native_event: 'plan_upgraded', name: 'purchase' },
        ...{ value: 12.5, currency: 'CHF', outcome: 'counted' },
      },
    ])
    expect(await countsOf(server, scene.org)).toMatchObject([{ conversions: 1, revenue: { CHF: 1250 } }])
  })

  it('makes events of what an adapter does not know, after a replay', async () => {
    await createMessage()
    await server.call('PUT', `/api/v1/orgs/${scene.org}/platforms/itbl`, { settings: {} })
    await send({ eventName: 'emailHover', dataFields: { messageId: 't1', email: 'a@example.com' } }, 'itbl')
    await processInbox(server)
    const [rejected] = (await server.call('GET', `/api/v1/orgs/${scene.org}/requests`)).body.items
    expect(rejected).toMatchObject({
      outcome: 'rejected',
      items: [{ native_event: 'emailHover', type: null, fix: expect.stringContaining('event mapping') }],
    })

    const { body } = await put([{ platform: 'itbl', event: 'emailhover', type: 'click' }])
    expect(body.replay).toEqual({
      ...{ suggested: true, names: 1, events: 1 },
      filter: { platform: 'itbl', from: rejected.received_at },
    })
    const { filter } = body.replay
    const replay = await server.call('POST', `/api/v1/orgs/${scene.org}/requests/replay`, { filter })
    expect(replay.body).toMatchObject({ total: 1 })
    await processInbox(server)
    expect(await countsOf(server, scene.org)).toMatchObject([{ clicks: 1 }])
    const at = `/api/v1/orgs/${scene.org}/requests/replays/${replay.body.id}`
    expect((await server.call('GET', at)).body).toMatchObject({ finished: true, changed: 1, counted: 1 })

    await put([])
    await server.call('POST', `/api/v1/orgs/${scene.org}/requests/replay`, { filter })
    await processInbox(server)
    expect(await countsOf(server, scene.org)).toMatchObject([{ clicks: 0 }])
    expect((await server.call('GET', `/api/v1/orgs/${scene.org}/events`)).body.items).toEqual([])
  })

  it('suggests no replay for names that mean the same as before', async () => {
    await send({ event: 'Paid', user_id: 'u1' })
    await processInbox(server)
    const rule = { event: 'Paid', type: 'conversion' }
    expect((await put([rule])).body.replay).toMatchObject({ suggested: true, names: 1, events: 1 })
    expect((await put([{ ...rule, event: 'pa*' }])).body.replay).toMatchObject({ suggested: false })
    expect((await put([rule, { event: 'Refunded', type: 'ignored' }])).body.replay).toMatchObject({
      ...{ suggested: false, filter: null },
    })
  })

  it.each([
    [[{ event: 'a', type: 'opened' }], '/rules/0/type'],
    [[{ platform: 'mail', event: 'a', type: 'open' }], '/rules/0/platform'],
    [[{ event: 'a', type: 'conversion', revenue_field: 'a[0]' }], '/rules/0/revenue_field'],
    [
      [
        { event: 'a', type: 'open' },
        { event: 'A', type: 'click' },
      ],
      '/rules/1/event',
    ],
  ])('refuses %j and keeps what it had', async (rules, field) => {
    const good = [{ event: 'Paid', type: 'conversion' }]
    await put(good)
    expect(await put(rules)).toMatchObject({
      status: 422,
      body: { code: 'unprocessable', errors: [{ field }] },
    })
    expect((await get()).body.rules).toEqual(good)
  })

  it('is out of reach without the key', async () => {
    expect(
      (await server.call('GET', `/api/v1/orgs/${scene.org}/event-mapping`, undefined, { 'x-api-key': 'no' }))
        .status,
    ).toBe(401)
  })
})
