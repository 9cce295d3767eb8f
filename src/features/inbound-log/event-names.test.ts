import { describe, expect, it } from 'vitest'
import { createTemplate, processInbox } from '../../../test/factories.ts'
import { useScene } from '../../../test/scene.ts'
import { maskPersonal } from './inspect/mask-payload.ts'

const scene = useScene()
const { server } = scene

async function send(payload: unknown, platform = 'events'): Promise<string> {
  scene.tick()
  const reply = await server.call('POST', `/api/webhook/${platform}/${scene.org}`, payload)
  expect(reply.status).toBe(200)
  return reply.body.request_id
}

const list = async (query = '') =>
  (await server.call('GET', `/api/v1/orgs/${scene.org}/event-names${query}`)).body
const map = (...rules: object[]) => server.call('PUT', `/api/v1/orgs/${scene.org}/event-mapping`, { rules })

describe('listEventNames', () => {
  it('shows every name with its meaning, without repetitions', async () => {
    await createTemplate(server, scene.org, 'welcome', { attribution: { conversion_events: ['purchase'] } })
    await send({ event: 'purchase', user_id: 'u1', event_id: 'p1', value: 3 })
    const firstAt = new Date(scene.now).toISOString()
    const call = await send([
      { event: 'email_open', message_id: 'm1', event_id: 'o1' },
      { event: 'purchase', user_id: 'u1', event_id: 'p1', value: 3 },
      { event: 'purchase', user_id: 'ann@example.com', event_id: 'p2', value: 4, plan: { price: 9.5 } },
      { event: 'Tour Taken', user_id: 'u1' },
      { event: 'nobody' },
    ])
    const unknown = await send(
      { eventName: 'emailWave', email: 'ann@example.com', dataFields: { count: 2 } },
      'itbl',
    )
    await processInbox(server)
    const lastAt = (id: string) =>
      new Date(Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16)).toISOString()
    const common = { platform: 'events', rule: null, count: 1, request_id: call, last_seen: lastAt(call) }
    const { items, next_cursor } = await list()
    expect(next_cursor).toBeNull()
    expect(items).toMatchObject([
      { ...common, event: 'email_open', type: 'open', name: null, status: 'understood' },
      {
        ...common,
        event: 'purchase',
        type: 'conversion',
        name: 'purchase',
        status: 'understood',
        count: 2,
        first_seen: firstAt,
      },
      {
        ...common,
        event: 'Tour Taken',
        native_event: 'Tour Taken',
        type: 'custom',
        name: 'Tour Taken',
        status: 'not-listened',
      },
      {
        ...{ platform: 'itbl', event: 'emailWave', type: null, name: null, status: 'unknown', count: 1 },
        ...{
          request_id: unknown,
          sample: { eventName: 'emailWave', email: '***', dataFields: { count: 2 } },
        },
      },
    ])
    expect(items[1].sample).toEqual({ event: 'purchase', user_id: '***', event_id: 'p1', value: 3 })
    const eventsOf = async (query: string) =>
      (await list(query)).items.map(({ event }: { event: string }) => event)
    expect(await eventsOf('?unmapped=true')).toEqual(['Tour Taken', 'emailWave'])
    expect(await eventsOf('?platform=itbl')).toEqual(['emailWave'])
    expect(await eventsOf('?platform=%00')).toEqual([])
  })

  it('knows today’s mapping before anything is read again, and counts the same after', async () => {
    await send({ eventName: 'emailWave', email: 'ann@example.com' }, 'itbl')
    await send({ event: 'Tour Taken', user_id: 'u1' })
    await processInbox(server)
    const wave = { platform: 'itbl', event: 'emailWave', type: 'click' }
    await map(wave, { event: 'tour*', type: 'conversion', name: 'toured' })
    const expected = [
      {
        event: 'Tour Taken',
        type: 'conversion',
        name: 'toured',
        status: 'not-listened',
        count: 1,
        rule: { event: 'tour*' },
      },
      { event: 'emailWave', type: 'click', name: null, status: 'mapped', count: 1, rule: wave },
    ]
    expect((await list()).items).toMatchObject(expected)
    await createTemplate(server, scene.org, 'welcome', { attribution: { conversion_events: ['Toured'] } })
    expect((await list('?unmapped=true')).items).toEqual([])
    await server.call('POST', `/api/v1/orgs/${scene.org}/requests/replay`, { filter: { from: '2020-01-01' } })
    await processInbox(server)
    expect((await list()).items).toMatchObject([{ ...expected[0], status: 'mapped' }, expected[1]])
  })

  it('pages', async () => {
    await send(['c', 'a', 'B'].map(event => ({ event: `step ${event}`, user_id: 'u1' })))
    await processInbox(server)
    const first = await list('?limit=2')
    const second = await list(`?limit=2&cursor=${first.next_cursor}`)
    expect([...first.items, ...second.items].map(({ event }: { event: string }) => event)).toEqual([
      'step a',
      'step B',
      'step c',
    ])
    expect(second.next_cursor).toBeNull()
  })

  it('keeps very long names apart from the index’s limits', async () => {
    await send({ event: '名'.repeat(500), user_id: 'u1' })
    await processInbox(server)
    expect((await list()).items).toMatchObject([{ event: '名'.repeat(200), count: 1 }])
  })
})

describe('maskPersonal', () => {
  it('masks personal data, and keeps the fields that a mapping needs', () => {
    expect(
      maskPersonal({
        event: 'Order Completed',
        userId: 'u-12',
        context: { ip: '10.1.2.3', traits: { email: 'a@b.c', firstName: 'Ann' } },
        phone: 49123456789,
        note: 'call +49 123 456 789 now',
        contacts: [{ kind: 'work', number: 5 }],
        timestamp: '2026-05-01T12:00:00.000Z',
        at: 1_770_000_000,
        revenue: 39.95,
        currency: 'EUR',
        items: [{ sku: 'A-1', price: '12.00' }],
        url: 'https://shop.example.com/cart?token=abc',
        text: 'x'.repeat(200),
        deep: [[[[[[['a']]]]]]],
        is_gift: true,
        coupon: null,
      }),
    ).toEqual({
      event: 'Order Completed',
      userId: '***',
      context: { ip: '***', traits: { email: '***', firstName: '***' } },
      phone: '***',
      note: '***',
      contacts: [{ kind: '***', number: '***' }],
      timestamp: '2026-05-01T12:00:00.000Z',
      at: '***',
      revenue: 39.95,
      currency: 'EUR',
      items: [{ sku: 'A-1', price: '12.00' }],
      url: 'https://shop.example.com/…',
      text: `${'x'.repeat(60)}…`,
      deep: [[[[['…']]]]],
      is_gift: true,
      coupon: null,
    })
  })
})
