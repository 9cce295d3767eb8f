import { expect, it } from 'vitest'
import { createTemplate, processInbox, rebuildAll } from '../../../test/factories.ts'
import { useScene } from '../../../test/scene.ts'
import { DAY_MS, HOUR_MS } from '../../lib/duration.ts'

const scene = useScene()
const { server } = scene

const at = () => `/api/v1/orgs/${scene.org}/metrics`
const create = async (metric: object) => {
  const reply = await server.call('POST', at(), metric)
  expect(reply).toMatchObject({ status: 201 })
  return reply.body
}
const TRIALS = {
  id: 'trials',
  name: 'Trials started',
  kind: 'rate',
  events: ['trial_started'],
  window_days: 7,
}

async function send(user: string, template = 'welcome'): Promise<string> {
  scene.tick()
  const reply = await server.call('POST', `/api/generate/${scene.org}`, {
    ...{ template_id: template, user_id: user, tracking_id: `${template}-${user}` },
  })
  expect(reply).toMatchObject({ status: 200 })
  return reply.body.decision_id
}

async function tell(user: string, event: string, more: object = {}, afterMs = HOUR_MS): Promise<void> {
  await scene.report({
    ...{ event, user_id: user, event_id: `${user} ${event} ${afterMs} ${JSON.stringify(more)}`, ...more },
    timestamp: new Date(scene.now + afterMs).toISOString(),
  })
  await processInbox(server)
}

/** What the organisation counted, by template and metric. */
const counted = () =>
  server.services.db.query({
    text: `select template_id, metric, sum(messages)::int as messages, sum(amount)::float8 as amount, sum(squares)::float8 as squares
           from variant_metrics where org_id = (select id from orgs where slug = $1)
           group by 1, 2 having sum(messages) <> 0 order by 1, 2`,
    values: [scene.org],
  })

const welcome = (settings: object = {}) =>
  createTemplate(
    server,
    scene.org,
    'welcome',
    { split: { method: 'internal_persistent', control_share: 0 }, ...settings },
    1,
  )

it('is created, listed, changed, archived and deleted', async () => {
  expect(await create(TRIALS)).toMatchObject({
    ...{ ...TRIALS, key: 'custom:trials', direction: 'increase', value_field: null, currency: null },
    ...{ archived: false, used_by: [] },
  })
  expect(await server.call('POST', at(), TRIALS)).toMatchObject({
    status: 409,
    body: { code: 'already-exists' },
  })
  expect(await server.call('PATCH', `${at()}/trials`, { name: 'Trials', archived: true })).toMatchObject({
    status: 200,
    body: { name: 'Trials', archived: true, events: ['trial_started'] },
  })
  expect((await server.call('GET', at())).body.items).toMatchObject([{ id: 'trials', name: 'Trials' }])
  expect(await server.call('DELETE', `${at()}/trials`)).toMatchObject({ status: 204 })
  expect(await server.call('GET', `${at()}/trials`)).toMatchObject({ status: 404 })
})

it('is refused with what is wrong in it', async () => {
  const wrong = { ...TRIALS, value_field: 'total', currency: 'EUR', events: ['refund', 'a', 'A'] }
  expect(await server.call('POST', at(), wrong)).toMatchObject({
    status: 422,
    body: {
      errors: [
        { field: '/events/0' },
        { field: '/events/2' },
        { field: '/value_field' },
        { field: '/currency' },
      ],
    },
  })
  expect(await server.call('PATCH', `${at()}/none`, { name: 'x' })).toMatchObject({ status: 404 })
})

it('counts a message once, whatever its events, within its own window', async () => {
  await create(TRIALS)
  await welcome()
  await send('ann')
  await send('bob')
  await tell('ann', 'Trial_Started')
  await tell('ann', 'trial_started', {}, 2 * HOUR_MS)
  await tell('bob', 'trial_started', {}, 8 * DAY_MS)
  expect(await counted()).toEqual([
    { template_id: 'welcome', metric: 'trials', messages: 1, amount: 0, squares: 0 },
  ])
  const { body } = await server.call('GET', `/api/v1/orgs/${scene.org}/events?user=ann`)
  expect(body.items.map(({ outcome }: { outcome: string }) => outcome)).toEqual(['counted', 'counted'])
})

it('leaves conversions what they are', async () => {
  await create({ ...TRIALS, id: 'orders', events: ['purchase'] })
  await welcome({ attribution: { conversion_events: ['purchase'] } })
  await send('ann')
  await tell('ann', 'purchase', { value: 10, currency: 'USD' })
  const { body } = await server.call('GET', `/api/v1/orgs/${scene.org}/templates/welcome/results`)
  expect(body.treatment).toMatchObject({ conversions: 1, revenue: 10 })
  expect(await counted()).toMatchObject([{ metric: 'orders', messages: 1 }])
  const { body: trace } = await server.call('GET', `/api/v1/orgs/${scene.org}/people/ann`)
  expect(trace.attributions.map(({ metric }: { metric: string }) => metric)).toEqual([
    'conversion',
    'custom:orders',
  ])
  expect(trace.events).toMatchObject([{ metrics: ['custom:orders'] }])
})

it('sums money, which a refund takes back, and numbers of a field', async () => {
  await create({ id: 'sales', name: 'Sales', kind: 'sum', events: ['purchase'] })
  await create({
    id: 'minutes',
    name: 'Minutes',
    kind: 'sum',
    events: ['watched'],
    value_field: 'time.minutes',
  })
  await welcome()
  await send('ann')
  await tell('ann', 'purchase', { value: 10, currency: 'USD' })
  await tell('ann', 'purchase', { value: 7, currency: 'EUR' })
  await tell('ann', 'purchase', { value: 5, currency: 'USD' }, 2 * HOUR_MS)
  await tell('ann', 'watched', { time: { minutes: 12.5 } })
  expect(await counted()).toEqual([
    { template_id: 'welcome', metric: 'minutes', messages: 1, amount: 12_500, squares: 12_500 ** 2 },
    { template_id: 'welcome', metric: 'sales', messages: 1, amount: 1500, squares: 1500 ** 2 },
  ])
  await tell('ann', 'refund', { value: 5, currency: 'USD' }, 3 * HOUR_MS)
  expect(await counted()).toMatchObject([
    { metric: 'minutes' },
    { metric: 'sales', messages: 1, amount: 1000, squares: 1000 ** 2 },
  ])
})

it('counts stored events again, after a replay, that came before it was declared', async () => {
  await welcome()
  await send('ann')
  await tell('ann', 'trial_started')
  await create(TRIALS)
  expect(await counted()).toEqual([])
  const replay = await server.call('POST', `/api/v1/orgs/${scene.org}/requests/replay`, {
    filter: { platform: 'events' },
  })
  expect(replay.status).toBe(202)
  await processInbox(server)
  expect(await counted()).toMatchObject([{ metric: 'trials', messages: 1 }])
})

it('goes on counting while it is archived, and is shown nowhere', async () => {
  await create(TRIALS)
  await welcome()
  await server.call('PATCH', `${at()}/trials`, { archived: true })
  await send('ann')
  await tell('ann', 'trial_started')
  const results = `/api/v1/orgs/${scene.org}/templates/welcome/results`
  expect((await server.call('GET', results)).body.treatment.metrics).toEqual([])
  expect((await server.call('GET', `${results}?metric=custom:trials`)).status).toBe(400)
  await server.call('PATCH', `${at()}/trials`, { archived: false })
  expect((await server.call('GET', results)).body.treatment.metrics).toMatchObject([
    { metric: 'custom:trials', messages: 1, value: 1 },
  ])
})

it('has sums that a recount changes only if they are wrong', async () => {
  await create(TRIALS)
  await create({ id: 'sales', name: 'Sales', kind: 'sum', events: ['purchase'] })
  await welcome()
  await send('ann')
  await tell('ann', 'trial_started')
  await tell('ann', 'purchase', { value: 10, currency: 'USD' })
  const before = await counted()
  expect(await rebuildAll(server, scene.org)).toBe(0)
  await server.services.db.query({
    text: 'update variant_metrics set messages = messages + 1 where org_id = (select id from orgs where slug = $1)',
    values: [scene.org],
  })
  await server.services.db.query({
    text: `update cohort_counts set count = count + 1 where org_id = (select id from orgs where slug = $1) and measure = 'custom:trials'`,
    values: [scene.org],
  })
  expect(await rebuildAll(server, scene.org)).toBe(3)
  expect(await counted()).toEqual(before)
})

it('counts events of one message, such as a reply, by their type', async () => {
  await create({ ...TRIALS, id: 'replies', events: ['reply'] })
  await welcome()
  await send('ann')
  await server.call('PUT', `/api/v1/orgs/${scene.org}/event-mapping`, {
    rules: [{ event: 'answered', type: 'reply' }],
  })
  await tell('ann', 'answered', { tracking_id: 'welcome-ann' })
  expect(await counted()).toMatchObject([{ metric: 'replies', messages: 1 }])
})

it('leaves nothing behind when it is deleted', async () => {
  await create({ id: 'sales', name: 'Sales', kind: 'sum', events: ['purchase'] })
  await welcome()
  await send('ann')
  await tell('ann', 'purchase', { value: 10, currency: 'USD' })
  expect(await server.call('DELETE', `${at()}/sales`)).toMatchObject({ status: 204 })
  expect(await counted()).toEqual([])
  await create({ id: 'sales', name: 'Sales', kind: 'sum', events: ['purchase'] })
  await tell('ann', 'trial_started')
  expect(await rebuildAll(server, scene.org)).toBe(0)
  expect(await counted()).toEqual([])
})
