import { createHmac } from 'node:crypto'
import { beforeEach, describe, expect, it } from 'vitest'
import { countsOf, createTemplate, processInbox } from '../../../test/factories.ts'
import { useScene } from '../../../test/scene.ts'
import { MINUTE_MS } from '../../lib/duration.ts'

// The single effects that a replay has to undo. replay.prop.test.ts tests all of them together.

const SECRET = 'the-shared-secret'

const scene = useScene()
const { server } = scene

beforeEach(async () => {
  const settings = { split: { control_share: 0 }, attribution: { conversion_events: ['purchase'] } }
  await createTemplate(server, scene.org, 'welcome', settings, 1)
  for (const user of ['u1', 'u2']) {
    scene.tick()
    const choice = { template_id: 'welcome', tracking_id: `t-${user}`, user_id: user }
    expect((await server.call('POST', `/api/generate/${scene.org}`, choice)).status).toBe(200)
  }
})

async function send(platform: string, body: object, headers: Record<string, string> = {}): Promise<void> {
  scene.tick()
  const reply = await server.call('POST', `/api/webhook/${platform}/${scene.org}`, body, headers)
  expect(reply.status).toBe(200)
}

const wave = (dataFields: object, who: object = {}) =>
  send('itbl', {
    eventName: 'emailWave',
    ...who,
    dataFields: { createdAt: new Date(scene.now).toISOString(), ...dataFields },
  })

async function map(...rules: object[]): Promise<void> {
  expect((await server.call('PUT', `/api/v1/orgs/${scene.org}/event-mapping`, { rules })).status).toBe(200)
}

async function replay(filter: object = { from: '2020-01-01' }): Promise<void> {
  scene.tick()
  expect((await server.call('POST', `/api/v1/orgs/${scene.org}/requests/replay`, { filter })).status).toBe(
    202,
  )
  await processInbox(server)
}

const get = async (path: string) => (await server.call('GET', `/api/v1/orgs/${scene.org}/${path}`)).body
const eventsOf = async () =>
  (await get('events')).items.map(
    ({ native_event, outcome }: { native_event: string; outcome: string }) => `${native_event} ${outcome}`,
  )

describe('an event that no longer exists', () => {
  it('leaves no message id behind', async () => {
    await map({ event: 'emailWave', type: 'ignored' })
    await wave({ messageId: 'm1', tracking_id: 't-u1' })
    await send('itbl', { eventName: 'emailClick', dataFields: { messageId: 'm1' } })
    await processInbox(server)
    expect(await countsOf(server, scene.org)).toMatchObject([{ clicks: 1 }])
    await map()
    await replay({ ids: [(await get('requests')).items[1].id] })
    expect(await countsOf(server, scene.org)).toMatchObject([{ clicks: 0 }])
    expect(await eventsOf()).toEqual(['emailClick unmatched'])
  })

  it('keeps message ids that other events confirm', async () => {
    await map({ event: 'emailWave', type: 'ignored' })
    await wave({ messageId: 'm1', tracking_id: 't-u1' })
    await send('itbl', { eventName: 'emailSend', dataFields: { messageId: 'm1', tracking_id: 't-u1' } })
    await send('itbl', { eventName: 'emailClick', dataFields: { messageId: 'm1' } })
    await processInbox(server)
    await map()
    await replay({ ids: [(await get('requests')).items[2].id] })
    expect(await countsOf(server, scene.org)).toMatchObject([{ sends: 1, clicks: 1 }])
  })

  it('leaves no link between names behind', async () => {
    await map({ event: 'emailWave', type: 'ignored' })
    await wave({ messageId: 'm1' }, { userId: 'u1', email: 'ann@example.com' })
    await send('events', { event: 'purchase', email: 'ann@example.com', event_id: 'p1' })
    await processInbox(server)
    expect(await countsOf(server, scene.org)).toMatchObject([{ conversions: 1 }])
    await map()
    await replay({ platform: 'itbl' })
    expect(await countsOf(server, scene.org)).toMatchObject([{ conversions: 0 }])
    expect(await eventsOf()).toEqual(['purchase unmatched'])
  })
})

describe('a send that is now another event', () => {
  it('leaves the message with the date of its decision, and conversions are credited again', async () => {
    const at = (days: number) => new Date(scene.now + days * 24 * 60 * MINUTE_MS).toISOString()
    await send('events', { event: 'email_sent', tracking_id: 't-u1', event_id: 's1', timestamp: at(12) })
    await send('events', { event: 'purchase', user_id: 'u1', event_id: 'p1', timestamp: at(10) })
    await processInbox(server)
    expect(await eventsOf()).toEqual(['purchase outside-window', 'email_sent counted'])
    await map({ event: 'email_sent', type: 'ignored' })
    await replay({ ids: [(await get('requests')).items[1].id] })
    expect(await eventsOf()).toEqual(['purchase counted', 'email_sent ignored'])
    expect(await countsOf(server, scene.org)).toMatchObject([{ sends: 0, conversions: 1 }])
  })
})

describe('an event whose key has changed', () => {
  const sign = (body: object) => createHmac('sha1', SECRET).update(JSON.stringify(body)).digest('hex')
  const order = async (messageId: string, event: string, revenue: number) => {
    const properties = { order_id: 'o1', revenue, currency: 'USD' }
    const body = {
      type: 'track',
      messageId,
      userId: 'u1',
      event,
      properties,
      timestamp: new Date(scene.now).toISOString(),
    }
    await send('segment', body, { 'x-signature': sign(body) })
  }

  beforeEach(async () => {
    const settings = { settings: { shared_secret: SECRET } }
    expect((await server.call('PUT', `/api/v1/orgs/${scene.org}/platforms/segment`, settings)).status).toBe(
      200,
    )
  })

  it('releases its old key, and takes the new one from a later event', async () => {
    const purchase = { type: 'conversion', name: 'purchase' }
    const both = [{ event: 'Order Completed', ...purchase }]
    await map(...both)
    await order('s1', 'Order Completed', 10)
    await order('s2', 'Order Completed', 20)
    await processInbox(server)
    expect(await countsOf(server, scene.org)).toMatchObject([{ conversions: 1, revenue: { USD: 1000 } }])

    await map({ event: 'Order Completed', type: 'ignored' })
    await replay()
    expect(await eventsOf()).toEqual(['track:Order Completed ignored', 'track:Order Completed ignored'])

    await map(...both)
    const [second] = (await get('requests')).items
    await replay({ ids: [second.id] })
    expect(await countsOf(server, scene.org)).toMatchObject([{ conversions: 1, revenue: { USD: 2000 } }])
    // The first one is the original. The other is read again, as its duplicate, without a replay.
    await replay({ to: second.received_at })
    expect(await countsOf(server, scene.org)).toMatchObject([{ conversions: 1, revenue: { USD: 1000 } }])
    expect(await eventsOf()).toEqual(['track:Order Completed counted'])
    expect((await get('requests')).items.map(({ outcome }: { outcome: string }) => outcome)).toEqual([
      'duplicate',
      'counted',
    ])
  })
})

describe('a call whose content was erased while it waited for a replay', () => {
  it('keeps its outcome', async () => {
    await send('events', { event: 'purchase', user_id: 'u1', event_id: 'p1' })
    await processInbox(server)
    const filter = { platform: 'events' }
    await server.call('POST', `/api/v1/orgs/${scene.org}/requests/replay`, { filter })
    expect((await server.call('DELETE', `/api/v1/orgs/${scene.org}/people/u1`)).status).toBe(200)
    await processInbox(server)
    expect(await countsOf(server, scene.org)).toMatchObject([{ conversions: 1 }])
    expect((await get('requests')).items).toMatchObject([
      { outcome: 'counted', items: [{ outcome: 'counted' }] },
    ])
    expect((await get('requests/replays')).items).toMatchObject([{ state: 'finished', done: 1, changed: 0 }])
  })
})
