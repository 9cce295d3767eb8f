import { expect, it } from 'vitest'
import { createTemplate, processInbox } from '../../../test/factories.ts'
import { useScene } from '../../../test/scene.ts'
import { HOUR_MS } from '../../lib/duration.ts'

const scene = useScene()
const { server } = scene
const v1 = () => `/api/v1/orgs/${scene.org}`

const METRICS = [
  { id: 'trials', name: 'Trials', kind: 'rate', events: ['trial'], window_days: 7 },
  {
    id: 'minutes',
    name: 'Minutes',
    kind: 'sum',
    events: ['watched'],
    value_field: 'minutes',
    window_days: 7,
  },
  { id: 'tickets', name: 'Tickets', kind: 'rate', events: ['ticket'], direction: 'decrease', window_days: 7 },
]

async function declare(): Promise<void> {
  for (const metric of METRICS)
    expect((await server.call('POST', `${v1()}/metrics`, metric)).status).toBe(201)
}

/** Treatment has more trials, minutes and tickets than control, and its first variant the most. */
async function play(settings: object): Promise<readonly string[]> {
  const { variantIds } = await createTemplate(server, scene.org, 'welcome', {
    split: { method: 'internal_persistent', control_share: 0.35 },
    ...settings,
  })
  scene.tick()
  const later = new Date(scene.now + HOUR_MS).toISOString()
  const luckOf = (id: string) => (id === variantIds[0] ? 19 : variantIds.includes(id) ? 16 : 11)
  await Promise.all(
    Array.from({ length: 480 }, async (_, user) => {
      const who = { user_id: `u${user}` }
      const choice = await server.call('POST', `/api/generate/${scene.org}`, {
        ...{ template_id: 'welcome', tracking_id: `t${user}`, ...who },
      })
      if (user % 20 >= luckOf(choice.body.copy.id)) return
      for (const event of ['trial', 'ticket', 'watched'])
        await server.call('POST', `/api/webhook/events/${scene.org}`, {
          ...{ event, event_id: `${event}${user}`, timestamp: later, minutes: 2.5, ...who },
        })
    }),
  )
  await processInbox(server)
  return variantIds
}

it('custom metrics are columns of results, series and CSV, and whole reports of their own', async () => {
  await declare()
  await play({ key_metric: 'custom:trials' })
  const at = `${v1()}/templates/welcome`
  const { body: report } = await server.call('GET', `${at}/results`)
  expect(report.template.key_metric).toBe('custom:trials')
  expect(report.lift).toMatchObject({ metric: 'custom:trials', enough_data: true })
  expect(report.lift.relative).toBeGreaterThan(0.3)
  expect(report.lift.interval[0]).toBeGreaterThan(0)
  expect(report.verdict).toBe('beats')
  const [tickets, minutes, trials] = ['tickets', 'minutes', 'trials'].map(id =>
    report.treatment.metrics.find((each: { metric: string }) => each.metric === `custom:${id}`),
  )
  expect(trials).toMatchObject({ name: 'Trials', kind: 'rate', total: trials.messages })
  expect(trials.value).toBeCloseTo(trials.messages / report.treatment.decisions, 9)
  expect(minutes.total).toBe(2.5 * trials.messages)
  expect(tickets.messages).toBe(trials.messages)

  const { body: ofMinutes } = await server.call('GET', `${at}/results?metric=custom:minutes`)
  expect(ofMinutes.lift.metric).toBe('custom:minutes')
  const meanOf = ({ metrics }: typeof report.treatment) => metrics[0].value
  expect(ofMinutes.lift.absolute).toBeCloseTo(meanOf(report.treatment) - meanOf(report.control), 6)
  expect(ofMinutes.verdict).toBe('beats')
  const [best] = ofMinutes.variants.filter(({ control }: { control: boolean }) => !control)
  expect(best.interval[0]).toBeLessThan(best.estimate)

  const { body: ofTickets } = await server.call('GET', `${at}/results?metric=custom:tickets`)
  expect(ofTickets.verdict).toBe('behind')

  const { body: series } = await server.call('GET', `${at}/results/timeseries?metric=custom:minutes`)
  expect(series.lift.at(-1).relative).toBeCloseTo(ofMinutes.lift.relative, 9)
  expect(series.buckets[0].variants.some(({ rate }: { rate: number }) => rate > 0)).toBe(true)

  const { body: csv } = await server.call('GET', `${at}/results.csv`)
  const [header, first] = String(csv)
    .split('\r\n')
    .map(line => line.split(','))
  expect(header?.slice(-6)).toEqual(
    ['minutes', 'tickets', 'trials'].flatMap(id => [`custom:${id}`, `custom:${id}:per_message`]),
  )
  expect(first).toHaveLength(header?.length ?? 0)
})

it('a metric that the organisation does not have is refused, with those that it has', async () => {
  await declare()
  await createTemplate(server, scene.org, 'welcome')
  const reply = await server.call('GET', `${v1()}/templates/welcome/results?metric=custom:none`)
  expect(reply).toMatchObject({ status: 400, body: { errors: [{ field: '/metric' }] } })
  expect(reply.body.detail).toMatch(/custom:minutes, custom:tickets, custom:trials/)
  const patch = { key_metric: 'custom:none', learning: { metrics: [{ metric: 'custom:nil', weight: 1 }] } }
  expect(await server.call('PATCH', `${v1()}/templates/welcome`, patch)).toMatchObject({
    status: 422,
    body: { errors: [{ field: '/key_metric' }, { field: '/learning/metrics/0/metric' }] },
  })
})

it('a metric that a template uses is neither deleted nor archived', async () => {
  await declare()
  const learning = { metrics: [{ metric: 'custom:minutes', weight: 1 }] }
  await createTemplate(server, scene.org, 'welcome', { key_metric: 'custom:trials', learning })
  for (const id of ['trials', 'minutes']) {
    expect((await server.call('GET', `${v1()}/metrics/${id}`)).body.used_by).toEqual(['welcome'])
    const deleted = await server.call('DELETE', `${v1()}/metrics/${id}`)
    expect(deleted).toMatchObject({ status: 409, body: { code: 'conflict' } })
    expect(deleted.body.detail).toMatch(/"welcome"/)
    expect((await server.call('PATCH', `${v1()}/metrics/${id}`, { archived: true })).status).toBe(409)
  }
  expect((await server.call('DELETE', `${v1()}/metrics/tickets`)).status).toBe(204)
})

it('a template learns by a custom metric, in its direction', async () => {
  await declare()
  const [best = ''] = await play({ key_metric: 'click_rate', epsilon: 0 })
  const { policies, catalog } = server.services
  const at = `${v1()}/templates/welcome`
  const shareWith = async (settings: object) => {
    expect((await server.call('PATCH', at, settings)).status).toBe(200)
    const org = await catalog.findOrg(scene.org)
    const template = org?.templates.get('welcome')
    if (!org || !template) throw new Error('no template')
    await policies.allocationOf(org, template)
    await server.services.db.query({
      text: `update count_versions set version = version + 1 where org_id = ${org.id}`,
    })
    await policies.refresh()
    for (const path of ['diagnostics', 'recommendations'])
      expect((await server.call('GET', `${at}/${path}`)).status).toBe(200)
    expect((await server.call('POST', `${at}/evaluate`, { policy: `variant:${best}` })).status).toBe(200)
    const simulation = { template_id: 'welcome', worlds: 10, horizon_days: 20, base_rate: 0.3 }
    expect((await server.call('POST', `${v1()}/simulate`, simulation)).status).toBe(200)
    return (await policies.allocationOf(org, template)).get(best) ?? 0
  }
  expect(await shareWith({ key_metric: 'custom:trials' })).toBeGreaterThan(0.6)
  expect(await shareWith({ key_metric: 'custom:minutes' })).toBeGreaterThan(0.5)
  expect(await shareWith({ key_metric: 'custom:tickets' })).toBeLessThan(0.4)
  const metrics = [{ metric: 'custom:trials', weight: 5 }]
  expect(await shareWith({ algorithm: 'weighted_thompson', learning: { metrics } })).toBeGreaterThan(0.6)
  // A ticket costs more than a trial brings, and the best has most of both.
  const parts = [
    { metric: 'custom:trials', weight: 1 },
    { metric: 'custom:tickets', weight: 5 },
  ]
  for (const direction of ['increase', 'decrease']) {
    const net = { id: direction, name: direction, kind: 'weighted', parts, direction }
    expect((await server.call('POST', `${v1()}/metrics`, net)).status).toBe(201)
  }
  const by = (key_metric: string) => shareWith({ algorithm: 'adaptive', learning: {}, key_metric })
  expect(await by('custom:increase')).toBeLessThan(0.4)
  expect(await by('custom:decrease')).toBeGreaterThan(0.6)
})

it('a custom metric guards a template', async () => {
  const guardrails = [{ metric: 'custom:tickets', margin: 0.05 }]
  await declare()
  const [worst = ''] = await play({ learning: { guardrails } })
  await server.services.policies.refresh()
  const at = `${v1()}/templates/welcome`
  expect((await server.call('GET', `${v1()}/metrics/tickets`)).body.used_by).toEqual(['welcome'])
  const { body: report } = await server.call('GET', `${at}/results`)
  const { blocked } = report.variants.find(({ id }: { id: string }) => id === worst)
  expect(blocked).toMatchObject({ metric: 'custom:tickets' })
  expect(blocked.reason).toMatch(/“Tickets” was counted.* more than its guardrail allows/)
  const { body: checks } = await server.call('GET', `${at}/diagnostics`)
  expect(checks.guardrails).toContainEqual(
    expect.objectContaining({ variant_id: worst, metric: 'custom:tickets', blocked: true }),
  )
})

it.each(['effort', 'cost', 'net'])('the amount of the metric %s guards a template', async guard => {
  const effort = { ...METRICS[1], id: 'effort', name: 'Effort', direction: 'decrease' }
  expect((await server.call('POST', `${v1()}/metrics`, effort)).status).toBe(201)
  const parts = [
    { metric: 'open_rate', weight: 1 },
    { metric: 'custom:minutes', weight: 2 },
  ]
  const cost = { id: 'cost', name: 'Cost', kind: 'weighted', parts, direction: 'decrease' }
  await declare()
  expect((await server.call('POST', `${v1()}/metrics`, cost)).status).toBe(201)
  // Tickets are subtracted, so all of its values are below zero.
  const below = [
    { metric: 'open_rate', weight: 1 },
    { metric: 'custom:tickets', weight: 2 },
  ]
  const net = { id: 'net', name: 'Net', kind: 'weighted', parts: below, direction: 'increase' }
  expect((await server.call('POST', `${v1()}/metrics`, net)).status).toBe(201)
  const [worst = ''] = await play({ learning: { guardrails: [{ metric: `custom:${guard}` }] } })
  await server.services.policies.refresh()
  const at = `${v1()}/templates/welcome`
  const { body: report } = await server.call('GET', `${at}/results`)
  const { blocked, metrics } = report.variants.find(({ id }: { id: string }) => id === worst)
  const own = metrics.find(({ metric }: { metric: string }) => metric === `custom:${guard}`)
  expect(blocked).toMatchObject({ metric: `custom:${guard}` })
  expect(blocked.rate).toBeCloseTo(own.value, 9)
  const { body: checks } = await server.call('GET', `${at}/diagnostics`)
  expect(checks.guardrails).toContainEqual(
    expect.objectContaining({ variant_id: worst, metric: `custom:${guard}`, rate: own.value, blocked: true }),
  )
})
