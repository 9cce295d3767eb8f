import { expect, it } from 'vitest'
import { createTemplate, processInbox, rebuildAll } from '../../../test/factories.ts'
import { useScene } from '../../../test/scene.ts'
import { HOUR_MS } from '../../lib/duration.ts'

const scene = useScene()
const { server } = scene
const v1 = () => `/api/v1/orgs/${scene.org}`
const post = (metric: object) => server.call('POST', `${v1()}/metrics`, metric)

const TRIALS = { id: 'trials', name: 'Trials', kind: 'rate', events: ['trial'] }
const TICKETS = { id: 'tickets', name: 'Tickets', kind: 'rate', events: ['ticket'], direction: 'decrease' }
const MINUTES = { id: 'minutes', name: 'Minutes', kind: 'sum', events: ['watched'], value_field: 'minutes' }
const VALUE = {
  ...{ id: 'value', name: 'Value', kind: 'weighted' },
  parts: [
    { metric: 'custom:trials', weight: 5 },
    { metric: 'custom:tickets', weight: 2 },
    { metric: 'custom:minutes', weight: 0.5 },
    { metric: 'revenue', weight: 0.1 },
    { metric: 'click_rate', weight: 1 },
  ],
}

async function declare(...metrics: readonly object[]): Promise<void> {
  for (const metric of metrics) expect(await post(metric)).toMatchObject({ status: 201 })
}

async function welcome(): Promise<void> {
  await createTemplate(server, scene.org, 'welcome', {
    split: { method: 'internal_persistent', control_share: 0 },
    attribution: { conversion_events: ['purchase'] },
  })
}

/** A message to a person and, an hour later, events. */
async function message(user: string, events: readonly object[]): Promise<void> {
  scene.tick()
  const generated = await server.call('POST', `/api/generate/${scene.org}`, {
    ...{ template_id: 'welcome', user_id: user, tracking_id: `t-${user}` },
  })
  expect(generated.status).toBe(200)
  for (const [at, event] of events.entries()) {
    await scene.report({
      ...{ user_id: user, tracking_id: `t-${user}`, event_id: `${user}-${at}` },
      ...{ timestamp: new Date(scene.now + HOUR_MS + at).toISOString(), ...event },
    })
  }
  await processInbox(server)
}

const EVENTS = [
  { event: 'email_clicked' },
  { event: 'trial' },
  { event: 'trial' },
  { event: 'watched', minutes: 3 },
  { event: 'purchase', value: 20, currency: 'USD' },
]

async function ofValue() {
  const { body } = await server.call('GET', `${v1()}/templates/welcome/results`)
  return body.treatment.metrics.find(({ metric }: { metric: string }) => metric === 'custom:value')
}

/** All kept sums of custom metrics. */
const kept = async () => {
  const read = (table: string, columns: string, name: string) =>
    server.services.db.query({
      text: `select ${columns} from ${table} where org_id = (select id from orgs where slug = $1) and ${name} order by 1, 2, 3`,
      values: [scene.org],
    })
  return [
    await read('variant_metrics', 'variant_id, metric, hour, messages, amount, squares', 'messages <> 0'),
    await read('amount_sums', `variant_id, currency, cell, count, amount_minor, squares`, 'count <> 0'),
    await read(
      'cohort_counts',
      'variant_id, measure, starts_at, age, count',
      `measure like 'custom:%' and count <> 0`,
    ),
  ]
}

it('a weighted metric is the sum of the values that a message has in its parts', async () => {
  await declare(TRIALS, TICKETS, MINUTES, VALUE)
  await welcome()
  await message('ann', EVENTS)
  await message('ben', [{ event: 'ticket' }])
  await message('cem', [])
  // 1 click, 5 for the trial, 3 minutes and 20 dollars; less a ticket.
  expect(await ofValue()).toMatchObject({
    ...{ kind: 'weighted', currency: null, messages: 2, total: 1 + 5 + 1.5 + 2 - 2 },
  })
  expect((await ofValue()).value).toBeCloseTo(7.5 / 3, 9)
})

it('is counted in the background for the messages that there are, as if it had always been there', async () => {
  await declare(TRIALS, TICKETS, MINUTES)
  await welcome()
  for (const user of ['ann', 'ben', 'cem']) await message(user, EVENTS)
  await declare(VALUE)
  expect((await ofValue()).messages).toBe(0)
  while (await server.services.jobs.round());
  expect(await ofValue()).toMatchObject({ messages: 3, total: 28.5 })
  const counted = await kept()
  await rebuildAll(server, scene.org)
  expect(await kept()).toEqual(counted)
})

it('follows its parts: what a refund takes back, and what one of them gains', async () => {
  await declare(TRIALS, TICKETS, MINUTES, VALUE)
  await welcome()
  await message('ann', [{ event: 'purchase', value: 20, currency: 'USD', order_id: 'o1' }])
  expect(await ofValue()).toMatchObject({ messages: 1, total: 2 })
  await scene.report({
    ...{
      event: 'order_refunded',
      user_id: 'ann',
      event_id: 'back',
      value: 5,
      currency: 'USD',
      order_id: 'o1',
    },
    timestamp: new Date(scene.now + 2 * HOUR_MS).toISOString(),
  })
  await processInbox(server)
  expect(await ofValue()).toMatchObject({ messages: 1, total: 1.5 })
})

it('can be the key metric, with the window of its parts', async () => {
  await declare(TRIALS, TICKETS, MINUTES, VALUE)
  await welcome()
  const patched = await server.call('PATCH', `${v1()}/templates/welcome`, { key_metric: 'custom:value' })
  expect(patched.status).toBe(200)
  await message('ann', EVENTS)
  const { body } = await server.call('GET', `${v1()}/templates/welcome/results`)
  expect(body.lift.metric).toBe('custom:value')
  expect((await server.call('GET', `${v1()}/metrics/value`)).body).toMatchObject({
    ...{ parts: VALUE.parts, window_days: null, used_by: ['welcome'] },
  })
})

it('names what is wrong with a weighted metric', async () => {
  await declare(TRIALS, TICKETS, MINUTES, VALUE)
  const [first] = VALUE.parts
  const of = (more: object) => ({ ...VALUE, id: 'other', ...more })
  const wrong: readonly (readonly [object, readonly string[]])[] = [
    [of({ parts: [first] }), ['/parts']],
    [of({ parts: [first, first] }), ['/parts/1/metric']],
    [of({ parts: [first, { metric: 'custom:none', weight: 1 }] }), ['/parts/1/metric']],
    [of({ parts: [first, { metric: 'custom:value', weight: 1 }] }), ['/parts/1/metric']],
    [of({ events: ['x'], window_days: 3 }), ['/events', '/window_days']],
    [{ ...TRIALS, id: 'other', parts: VALUE.parts }, ['/parts']],
    [{ ...TRIALS, id: 'other', events: [] }, ['/events']],
  ]
  for (const [body, fields] of wrong) {
    const reply = await post(body)
    expect(reply.status).toBe(422)
    expect(reply.body.errors.map(({ field }: { field: string }) => field)).toEqual(fields)
  }
  const change = await server.call('PATCH', `${v1()}/metrics/value`, { window_days: 3 })
  expect(change).toMatchObject({ status: 422, body: { errors: [{ field: '/window_days' }] } })
})

it('keeps its parts from being deleted, not from being archived', async () => {
  await declare(TRIALS, TICKETS, MINUTES, VALUE)
  expect((await server.call('GET', `${v1()}/metrics/trials`)).body.part_of).toEqual(['value'])
  const deleted = await server.call('DELETE', `${v1()}/metrics/trials`)
  expect(deleted).toMatchObject({ status: 409, body: { code: 'conflict' } })
  expect(deleted.body.detail).toMatch(/"value"/)
  expect((await server.call('PATCH', `${v1()}/metrics/trials`, { archived: true })).status).toBe(200)
  expect((await server.call('DELETE', `${v1()}/metrics/value`)).status).toBe(204)
  expect((await server.call('DELETE', `${v1()}/metrics/trials`)).status).toBe(204)
})

it('is learned part by part, each in its unit', async () => {
  await declare(TRIALS, TICKETS, MINUTES, VALUE)
  await createTemplate(server, scene.org, 'welcome', { key_metric: 'custom:value' })
  const org = await server.services.catalog.findOrg(scene.org)
  expect(org?.templates.get('welcome')?.learning.metrics).toEqual([
    { metric: 'custom:trials', weight: 5 },
    { metric: 'custom:tickets', weight: 2 },
    // Thousandths, and cents.
    { metric: 'custom:minutes', weight: 0.5 / 1000 },
    { metric: 'revenue', weight: 0.1 / 100 },
    { metric: 'click_rate', weight: 1 },
  ])
})

it.each(['contextual', 'linear_thompson', 'epsilon_greedy'])(
  'is refused for %s, which needs amounts above zero',
  async algorithm => {
    await declare(TRIALS, TICKETS, MINUTES, VALUE)
    await welcome()
    const change = { key_metric: 'custom:value', algorithm }
    expect(await server.call('PATCH', `${v1()}/templates/welcome`, change)).toMatchObject({
      status: 422,
      body: { errors: [{ field: '/algorithm' }] },
    })
  },
)
