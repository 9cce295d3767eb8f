import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { countsOf, createTemplate, processInbox } from '../../../test/factories.ts'
import { useScene } from '../../../test/scene.ts'
import { advanceReplays } from './replay.ts'

const scene = useScene()
const { server, report: send } = scene
let wakes = 0

beforeAll(async () => {
  server.services.inboundArrived.listen(() => wakes++)
})

beforeEach(async () => {
  await createTemplate(server, scene.org, 'welcome', { attribution: { conversion_events: ['purchase'] } })
  scene.tick()
  const choice = { template_id: 'welcome', tracking_id: 't1', user_id: 'u1' }
  expect((await server.call('POST', `/api/generate/${scene.org}`, choice)).status).toBe(200)
})

const replay = (filter: unknown) =>
  server.call('POST', `/api/v1/orgs/${scene.org}/requests/replay`, { filter })
const progress = (id: string) => server.call('GET', `/api/v1/orgs/${scene.org}/requests/replays/${id}`)
const outcomes = async () => {
  const { body } = await server.call('GET', `/api/v1/orgs/${scene.org}/events`)
  return body.items.map(({ outcome }: { outcome: string }) => outcome)
}

describe('replayRequests', () => {
  it('reads calls again and counts nothing twice', async () => {
    await send({ event: 'email_sent', tracking_id: 't1', event_id: 'sent' })
    await send([
      { event: 'email_open', tracking_id: 't1' },
      { event: 'purchase', user_id: 'u1', event_id: 'p1', value: 39.95 },
    ])
    await processInbox(server)
    const counts = await countsOf(server, scene.org)
    const events = (await server.call('GET', `/api/v1/orgs/${scene.org}/events`)).body
    expect(await outcomes()).toEqual(['counted', 'counted', 'counted'])

    scene.tick()
    const wakesBefore = wakes
    const { status, body } = await replay({ platform: 'events' })
    expect(status).toBe(202)
    expect(body).toEqual({
      id: expect.any(String),
      state: 'running',
      filter: { platform: 'events' },
      total: 2,
      done: 0,
      changed: 0,
      counted: 0,
      created_at: new Date(scene.now).toISOString(),
      finished_at: null,
      finished: false,
    })
    expect(wakes).toBe(wakesBefore + 1)
    expect((await progress(body.id)).body).toEqual(body)
    expect(
      (await server.call('GET', `/api/v1/orgs/${scene.org}/requests?pending=true`)).body.items,
    ).toHaveLength(2)

    await processInbox(server)
    expect((await progress(body.id)).body).toEqual({
      ...body,
      state: 'finished',
      done: 2,
      counted: 3,
      finished_at: new Date(scene.now).toISOString(),
      finished: true,
    })
    expect(await countsOf(server, scene.org)).toEqual(counts)
    expect((await server.call('GET', `/api/v1/orgs/${scene.org}/events`)).body).toEqual(events)
  })

  it('corrects calls that were processed with a wrong setting', async () => {
    await send({ event: 'Subscribed to Pro', user_id: 'u1' })
    await processInbox(server)
    expect(await outcomes()).toEqual(['not-listened'])
    const attribution = { conversion_events: ['Subscribed to Pro'] }
    await server.call('PATCH', `/api/v1/orgs/${scene.org}/templates/welcome`, { attribution })
    expect((await replay({ outcome: 'not-listened' })).body).toMatchObject({ total: 1 })
    await processInbox(server)
    expect(await outcomes()).toEqual(['counted'])
    expect(await countsOf(server, scene.org)).toMatchObject([{ conversions: 1 }])
  })

  it('applies all criteria, and excludes waiting calls, empty calls and calls of other organisations', async () => {
    const first = await send({ event: 'purchase', user_id: 'u1' })
    const second = await send({ event: 'signup', user_id: 'u1' })
    const secondAt = new Date(scene.now).toISOString()
    await send('')
    await processInbox(server)
    await send({ event: 'refund', user_id: 'u1' })
    const totalOf = async (filter: object) => {
      const { total } = (await replay(filter)).body
      await server.services.db.query({
        text: `update inbound_requests set processed_at = now() where replay_id is not null`,
      })
      return total
    }
    expect(await totalOf({ from: '2020-01-01' })).toBe(2)
    expect(await totalOf({ from: secondAt })).toBe(1)
    expect(await totalOf({ to: secondAt })).toBe(1)
    expect(await totalOf({ ids: [first, second] })).toBe(2)
    expect(await totalOf({ ids: [first, second], from: secondAt })).toBe(1)
    expect(await totalOf({ platform: 'cio' })).toBe(0)
    await scene.enterAnotherOrg()
    expect((await replay({ ids: [first] })).body).toMatchObject({ total: 0, done: 0, finished: true })
  })

  it('gives a call that had failed all its tries anew', async () => {
    const id = await send({ event: 'purchase', user_id: 'u1' })
    await server.services.db.query({
      text: `update inbound_requests set processed_at = now(), outcome = 'failed', attempts = 6 where id = $1`,
      values: [id],
    })
    await replay({ outcome: 'failed' })
    const { body } = await server.call('GET', `/api/v1/orgs/${scene.org}/requests/${id}`)
    expect(body).toMatchObject({ processed_at: null, attempts: 0 })
  })

  it.each([
    undefined,
    {},
    { platform: '' },
    { user: 'u1' },
    { ids: [] },
    { ids: ['nonsense'] },
    { ids: ['urn:uuid:01890000-0000-7000-8000-000000000001'] },
    { from: 'yesterday' },
    { outcome: ['counted'] },
  ])('refuses the filter %j', async filter => {
    expect(await replay(filter)).toMatchObject({ status: 400, body: { code: 'invalid-request' } })
    const [row] = await server.services.db.query<{ count: number }>({
      text: `select count(*) from replays where org_id = (select id from orgs where slug = $1)`,
      values: [scene.org],
    })
    expect(row?.count).toBe(0)
  })
})

describe('a replay of many calls', () => {
  const MANY = 620

  beforeEach(async () => {
    await Promise.all(
      Array.from({ length: MANY }, (_, at) =>
        server.call('POST', `/api/webhook/events/${scene.org}`, {
          event: 'purchase',
          user_id: 'u1',
          event_id: `p${at}`,
        }),
      ),
    )
    await processInbox(server)
    scene.tick()
  })

  const waiting = async () => {
    const [row] = await server.services.db.query<{ count: number }>({
      text: `select count(*) from inbound_requests where processed_at is null
               and org_id = (select id from orgs where slug = $1)`,
      values: [scene.org],
    })
    return row?.count
  }

  it('goes on after a restart where it was', async () => {
    const counts = await countsOf(server, scene.org)
    const { body } = await replay({ platform: 'events' })
    expect(body).toMatchObject({ total: MANY, done: 0 })
    // Live calls must not wait for all of them.
    expect(await waiting()).toBe(500)
    const { db, catalog, clock } = server.services
    await advanceReplays(db, catalog.findById, clock())
    expect(await waiting()).toBe(500)

    await processInbox(server)
    const done = { state: 'finished', total: MANY, done: MANY, changed: 0, counted: MANY, finished: true }
    expect((await progress(body.id)).body).toMatchObject(done)
    expect(await countsOf(server, scene.org)).toEqual(counts)
    expect(await advanceReplays(db, catalog.findById, clock())).toBe(false)
  })

  it('stops when it is canceled', async () => {
    const { body } = await replay({ platform: 'events' })
    const cancel = () => server.call('POST', `/api/v1/orgs/${scene.org}/requests/replays/${body.id}/cancel`)
    const canceled = { state: 'canceled', finished: true, finished_at: new Date(scene.now).toISOString() }
    expect(await cancel()).toMatchObject({ status: 200, body: canceled })
    await processInbox(server)
    expect((await progress(body.id)).body).toMatchObject({ ...canceled, total: MANY, done: 500 })
    expect(await waiting()).toBe(0)
    expect(await cancel()).toMatchObject({ status: 409, body: { code: 'conflict' } })
  })
})

describe('replays', () => {
  it('are listed, newest first', async () => {
    await send({ event: 'purchase', user_id: 'u1' })
    await processInbox(server)
    const ids: string[] = []
    for (const outcome of ['counted', 'failed', 'duplicate']) {
      scene.tick()
      ids.unshift((await replay({ outcome })).body.id)
    }
    const list = async (query: string) =>
      (await server.call('GET', `/api/v1/orgs/${scene.org}/requests/replays${query}`)).body
    const first = await list('?limit=2')
    expect(first.items.map(({ id }: { id: string }) => id)).toEqual(ids.slice(0, 2))
    const { items, next_cursor } = await list(`?limit=2&cursor=${first.next_cursor}`)
    expect(items).toMatchObject([{ id: ids[2], state: 'running', filter: { outcome: 'counted' } }])
    expect(next_cursor).toBeNull()
  })

  it('leave out calls from before the events that are kept', async () => {
    await send({ event: 'purchase', user_id: 'u1', event_id: 'p1' })
    await processInbox(server)
    const retention = { requests_days: 100, events_days: 50 }
    await server.call('PATCH', `/api/v1/orgs/${scene.org}`, { retention })
    scene.tick(60 * 24 * 60)
    expect((await replay({ platform: 'events' })).body).toMatchObject({ total: 0, finished: true })
  })
})

describe('getReplay', () => {
  it('answers 404 for what it does not know', async () => {
    for (const id of ['nonsense', '01890000-0000-7000-8000-000000000001']) {
      expect(await progress(id)).toMatchObject({ status: 404, body: { code: 'not-found' } })
    }
  })
})
