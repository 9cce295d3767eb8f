import { describe, expect, it } from 'vitest'
import { PAYLOAD } from '../../src/features/feedback/examples.ts'
import {
  at,
  choose,
  createWebhook,
  deliveries,
  now,
  org,
  pass,
  receiver,
  report,
  server,
  setUpScene,
  work,
} from './feedback-scene.ts'

setUpScene()
const HOUR_MS = 3_600_000
const get = async (path: string) => (await server.call('GET', at(path))).body
const post = (path: string, body: object = {}) => server.call('POST', at(path), body)
const job = async (id: string) => (await server.call('GET', `/api/v1/orgs/${org}/jobs/${id}`)).body

/** Deliveries in the store, as a long outage leaves them. */
async function store(webhook: string, count: number, columns: string) {
  const { id: orgId = 0 } = server.services.catalog.known(org) ?? {}
  await server.services.db.query({
    text: `insert into feedback_deliveries (org_id, id, webhook_id, event_key, event_id, decision_id, template_id, request_id, feedback,
             payload, created_at, due_at, state, status, reason)
           select $1, gen_random_uuid(), $2, gen_random_uuid()::text, gen_random_uuid(), gen_random_uuid(), 'welcome', 'm-' || n, 'delivered',
             $4, $3::timestamptz - make_interval(secs => n), $3, ${columns}
           from generate_series(1, ${count}) n`,
    values: [orgId, webhook, now, JSON.stringify(PAYLOAD)],
  })
}

describe('deliveries by time, state and status', () => {
  it('are listed page by page in their order, and counted as they are listed', async () => {
    const { id } = await createWebhook()
    await store(id, 7, `'failed', 503, 'busy'`)
    await store(id, 5, `'failed', null, 'refused'`)
    await store(id, 3, `'delivered', 200, null`)
    const summary = await get(`/${id}/deliveries/summary`)
    expect(summary).toEqual({
      by_state: {
        waiting: { count: 0, complete: true },
        delivered: { count: 3, complete: true },
        failed: { count: 12, complete: true },
      },
      by_status: [
        { status: 503, count: 7 },
        { status: null, count: 5 },
        { status: 200, count: 3 },
      ],
    })
    const seen: string[] = []
    let cursor = ''
    do {
      const page = await get(`/${id}/deliveries?limit=4${cursor && `&cursor=${cursor}`}`)
      seen.push(...page.items.map((each: { created_at: string }) => each.created_at))
      cursor = page.next_cursor
    } while (cursor)
    expect(seen).toHaveLength(15)
    expect(seen).toEqual(seen.toSorted().reverse())
    for (const [query, count] of [
      ['status=503', 7],
      ['status=5xx', 7],
      ['status=none', 5],
      ['state=failed&status=2xx', 0],
      [`from=${new Date(now.getTime() - 2_500).toISOString()}`, 6],
      [`to=${new Date(now.getTime() - 2_500).toISOString()}`, 9],
    ] as const) {
      expect((await get(`/${id}/deliveries?${query}`)).items).toHaveLength(count)
      const { by_state } = await get(`/${id}/deliveries/summary?${query}`)
      const counted = Object.entries<{ count: number }>(by_state)
        .filter(([state]) => !query.includes('state=') || state === 'failed')
        .reduce((sum, [, each]) => sum + each.count, 0)
      expect(counted).toBe(count)
    }
    expect(await server.call('GET', at(`/${id}/deliveries?status=abc`))).toMatchObject({ status: 400 })
    expect(await server.call('GET', at(`/${id}/deliveries?from=yesterday`))).toMatchObject({ status: 400 })
  })

  it('count the newest of many, and say so', async () => {
    const { id } = await createWebhook()
    await store(id, 10_001, `'delivered', 200, null`)
    const { by_state } = await get(`/${id}/deliveries/summary`)
    expect(by_state.delivered).toEqual({ count: 10_001, complete: false })
  })
})

describe('a bulk retry', () => {
  it('is a job with progress, in steps that survive a restart, for what matches only', async () => {
    const { id } = await createWebhook()
    await server.call('PATCH', at(`/${id}`), { status: 'paused' })
    await store(id, 2_500, `'failed', 503, 'busy'`)
    await store(id, 10, `'failed', 400, 'bad'`)
    await store(id, 10, `'delivered', 200, null`)
    const started = await post(`/${id}/deliveries/retry`, { status: '5xx' })
    expect(started).toMatchObject({
      status: 202,
      body: { kind: 'feedback-retry', state: 'running', total: 2_500, created_by: "operator's key" },
    })
    const { done } = started.body
    expect(done).toBeGreaterThan(0)
    expect(done).toBeLessThan(2_500)
    while (await server.services.jobs.round());
    expect(await job(started.body.id)).toMatchObject({ state: 'finished', done: 2_500, changed: 2_500 })
    expect((await get(`/${id}/deliveries/summary`)).by_state).toMatchObject({
      waiting: { count: 2_500 },
      failed: { count: 10 },
      delivered: { count: 10 },
    })
    const chosen = (await get(`/${id}/deliveries?state=failed&limit=2`)).items
    const ids = chosen.map((each: { id: string }) => each.id)
    expect(await post(`/${id}/deliveries/retry`, { ids })).toMatchObject({
      body: { state: 'finished', done: 2 },
    })
  })

  it('stops when it is cancelled, and keeps what it has done', async () => {
    const { id } = await createWebhook()
    await store(id, 2_500, `'failed', 503, 'busy'`)
    const { body } = await post(`/${id}/recover`, { since: '2020-01-01' })
    expect(body.recovered).toBe(2_500)
    const path = `/api/v1/orgs/${org}/jobs/${body.job.id}/cancel`
    expect(await server.call('POST', path)).toMatchObject({ status: 200, body: { state: 'canceled' } })
    while (await server.services.jobs.round());
    const { waiting, failed } = (await get(`/${id}/deliveries/summary`)).by_state
    expect(waiting.count).toBe(body.job.done)
    expect(waiting.count + failed.count).toBe(2_500)
    expect(await server.call('POST', path)).toMatchObject({ status: 409 })
    const { items } = (await server.call('GET', `/api/v1/orgs/${org}/jobs?state=canceled`)).body
    expect(items).toHaveLength(1)
  })

  it('is done again by another process when the first one dies, and counts nothing twice', async () => {
    const { id } = await createWebhook()
    await store(id, 1_500, `'failed', 503, 'busy'`)
    const { body } = await post(`/${id}/recover`, { since: '2020-01-01' })
    await server.services.db.query({
      text: 'update jobs set leased_until = $2 where id = $1',
      values: [body.job.id, new Date(now.getTime() + 60_000)],
    })
    expect(await server.services.jobs.round()).toBe(false)
    pass(61_000)
    while (await server.services.jobs.round());
    expect(await job(body.job.id)).toMatchObject({ state: 'finished', done: 1_500 })
  })

  it('is refused while several run', async () => {
    const { id } = await createWebhook()
    await store(id, 1_500, `'delivered', 200, null`)
    const all = { since: '2020-01-01', include_delivered: true }
    const { id: orgId = 0 } = server.services.catalog.known(org) ?? {}
    await server.services.db.query({
      text: `insert into jobs (org_id, id, kind, input, total, created_at)
             select $1, gen_random_uuid(), 'feedback-retry', '{}', 1, now() from generate_series(1, 4)`,
      values: [orgId],
    })
    expect(await post(`/${id}/recover`, all)).toMatchObject({ status: 429 })
  })
})

describe('a retry while the webhook is off', () => {
  it('is one attempt, with the same id, whose result is shown at once', async () => {
    const { id } = await createWebhook()
    await choose('m-1')
    receiver.respondWith(response => response.writeHead(400).end('no'))
    await report('m-1', 'email_delivered')
    await work()
    await server.call('PATCH', at(`/${id}`), { status: 'paused' })
    const [made] = await deliveries(id)
    const retry = `/${id}/deliveries/${made.id}/retry`
    const refused = await post(retry)
    expect(refused).toMatchObject({ status: 202, body: { state: made.state, status: 400 } })
    receiver.respondWith()
    pass(HOUR_MS)
    const accepted = await post(retry)
    expect(accepted.body).toMatchObject({ state: 'delivered', status: 204, reason: null })
    expect(accepted.body.exchanges).toHaveLength(3)
    expect(new Set(receiver.calls.map(({ headers }) => headers['webhook-id']))).toEqual(new Set([made.id]))
    expect(await get(`/${id}/deliveries/${made.id}`)).toEqual(accepted.body)
    await work()
    expect(receiver.calls).toHaveLength(3)
  })
})
