import fc from 'fast-check'
import { expect, it } from 'vitest'
import { countsOf, createOrg, createTemplate, processInbox } from '../../../test/factories.ts'
import { useServer } from '../../../test/scene.ts'
import { MINUTE_MS } from '../../lib/duration.ts'

const START = new Date('2026-11-10T12:00:00Z').getTime()

const server = useServer()

/** A template's settings for Iterable, and its split method. */
const settings = fc.record({
  method: fc.constantFrom('external', 'external', 'internal_persistent'),
  integration: fc.constantFrom(
    {},
    { itbl: { campaign_id: 1 } },
    { itbl: { campaign_id: 1, control_template_id: 20 } },
    { itbl: { campaign_id: 1, template_id: 10, control_template_id: '20,21' } },
    { itbl: { campaign_id: 1, template_id: 20, control_template_id: 10 } },
    { itbl: { campaign_id: 2, control_campaign_id: 1 } },
  ),
})
type Settings = typeof settings extends fc.Arbitrary<infer Value> ? Value : never

const report = fc.record({
  name: fc.constantFrom(
    'emailSend',
    'emailSend',
    'emailOpen',
    'emailClick',
    'embeddedImpression',
    'purchase',
  ),
  person: fc.nat(1),
  message: fc.nat(2),
  isMessageNamed: fc.boolean(),
  hours: fc.integer({ min: -100, max: 300 }),
  templateId: fc.constantFrom(10, 20, 21, undefined),
  isNamed: fc.boolean(),
  tracked: fc.boolean(),
})
type Report = typeof report extends fc.Arbitrary<infer Value> ? Value : never

let orgs = 0

async function createWorld(first: Settings): Promise<string> {
  const org = `world-${++orgs}`
  server.setNow(new Date(START))
  await createOrg(server, org, { offset_days: 0, lookback_days: 7 })
  const template = { split: { control_share: 0 }, attribution: { conversion_events: ['purchase'] } }
  await createTemplate(server, org, 'other', template, 1)
  await createTemplate(server, org, 'offer', template, 1)
  await configure(org, first)
  for (const person of [0, 1]) {
    const choice = { template_id: 'offer', user_id: `person-${person}`, tracking_id: `t-${person}` }
    expect((await server.call('POST', `/api/generate/${org}`, choice)).status).toBe(200)
  }
  return org
}

async function configure(org: string, { method, integration }: Settings): Promise<void> {
  const change = { split: { method }, integration: { itbl: null, ...integration } }
  expect(await server.call('PATCH', `/api/v1/orgs/${org}/templates/offer`, change)).toMatchObject({
    status: 200,
  })
}

async function tell(org: string, reports: readonly Report[], first: number): Promise<void> {
  for (const [at, each] of reports.entries()) {
    server.setNow(new Date(START + (first + at + 1) * MINUTE_MS))
    const [platform, body] =
      each.name === 'purchase' ? ['events', toOwn(each, first + at)] : ['itbl', toIterable(each, first + at)]
    expect((await server.call('POST', `/api/webhook/${platform}/${org}`, body)).status).toBe(200)
  }
}

const timeOf = ({ hours }: Report, index: number): string =>
  new Date(START + hours * 3_600_000 + index * 1_000).toISOString()

const toOwn = (each: Report, index: number): object => ({
  event: 'purchase',
  event_id: `e${index}`,
  timestamp: timeOf(each, index),
  user_id: `person-${each.person}`,
  value: 5,
  currency: 'USD',
})

const toIterable = (each: Report, index: number): object => ({
  eventName: each.name,
  ...(each.isNamed && { userId: `person-${each.person}` }),
  dataFields: {
    createdAt: timeOf(each, index),
    ...(each.templateId && { campaignId: 1, templateId: each.templateId }),
    ...(each.isMessageNamed && { messageId: `m-${each.person}-${each.message}` }),
    ...(each.tracked && { tracking_id: `t-${each.person}` }),
  },
})

async function replayAll(org: string): Promise<void> {
  const reply = await server.call('POST', `/api/v1/orgs/${org}/requests/replay`, {
    filter: { from: '2020-01-01' },
  })
  expect(reply.status).toBe(202)
  await processInbox(server)
}

/** All figures, and the outcome of every event. */
async function standing(org: string): Promise<unknown> {
  const waiting = 'select from inbound_requests where processed_at is null'
  expect(await server.services.db.query({ text: waiting })).toEqual([])
  const counts = (await countsOf(server, org)) as {
    arm: string
    sends: number
    decisions: number
    opens: number
  }[]
  const { items } = (await server.call('GET', `/api/v1/orgs/${org}/events?limit=100`)).body
  return {
    counts: counts
      .map(row => ({ ...row, variant_id: null }))
      .filter(({ decisions, sends, opens }) => decisions + sends + opens > 0)
      .sort((left, right) => left.arm.localeCompare(right.arm)),
    events: items.map(({ outcome, reason, template_id }: Record<string, unknown>) => [
      outcome,
      reason,
      template_id,
    ]),
  }
}

it('a replay with other integration settings gives the same result as a first reading with them', async () => {
  const world = fc.record({
    reports: fc.array(report, { minLength: 3, maxLength: 12 }),
    splitAt: fc.nat(12),
    before: settings,
    after: settings,
  })
  await fc.assert(
    fc.asyncProperty(world, async ({ reports, splitAt, before, after }) => {
      const clean = await createWorld(after)
      await tell(clean, reports, 0)
      await processInbox(server)

      const changed = await createWorld(after)
      await configure(changed, before)
      await tell(changed, reports.slice(0, splitAt), 0)
      await processInbox(server)
      await configure(changed, after)
      await tell(changed, reports.slice(splitAt), Math.min(splitAt, reports.length))
      await processInbox(server)
      await replayAll(changed)

      const expected = await standing(clean)
      expect(await standing(changed)).toEqual(expected)
      await replayAll(changed)
      expect(await standing(changed)).toEqual(expected)
    }),
    { numRuns: Number(process.env['PROPERTY_RUNS'] ?? 10) },
  )
}, 180_000)
