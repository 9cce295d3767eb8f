import { createHmac } from 'node:crypto'
import { expect } from 'vitest'
import { rebuildCounts } from '../src/features/attribution/count/rebuild.ts'
import { linkDecided } from '../src/features/attribution/decided/link-decided.ts'
import { advanceReplays } from '../src/features/inbound-log/replay.ts'
import { drainOnce } from '../src/features/ingest/drain.ts'
import { linkingOf, pipelineOf } from '../src/worker-wiring.ts'
import type { TestApp } from './app.ts'

/** An organisation whose conversions count from the start, unless said otherwise. */
export async function createOrg(
  server: TestApp,
  slug: string,
  attribution: object = { offset_days: 0, lookback_days: 14 },
): Promise<void> {
  expect((await server.call('POST', '/api/v1/orgs', { slug, name: slug })).status).toBe(201)
  expect((await server.call('PATCH', `/api/v1/orgs/${slug}`, { attribution })).status).toBe(200)
}

const SEGMENT_SECRET = 'a-shared-secret'

/** Lets Segment report to an organisation. */
export async function connectSegment(server: TestApp, org: string): Promise<void> {
  const settings = { shared_secret: SEGMENT_SECRET }
  const reply = await server.call('PUT', `/api/v1/orgs/${org}/platforms/segment`, { settings })
  expect(reply.status).toBe(200)
}

/** A Segment call. Its opens and clicks say whether a program made them. */
export async function tellSegment(server: TestApp, org: string, call: object): Promise<void> {
  const signature = createHmac('sha1', SEGMENT_SECRET).update(JSON.stringify(call)).digest('hex')
  const headers = { 'x-signature': signature }
  expect((await server.call('POST', `/api/webhook/segment/${org}`, call, headers)).status).toBe(200)
}

export interface TestTemplate {
  readonly id: string
  readonly controlId: string | undefined
  readonly variantIds: readonly string[]
}

/** An active template with a control and some approved variants, all of one variable. */
export async function createTemplate(
  server: TestApp,
  org: string,
  id: string,
  settings: object = {},
  variants = 2,
): Promise<TestTemplate> {
  const at = `/api/v1/orgs/${org}/templates`
  expect(await server.call('POST', at, { id, variables: ['subject'], ...settings })).toMatchObject({
    status: 201,
  })
  const add = async (body: object): Promise<string> => {
    const reply = await server.call('POST', `${at}/${id}/variants`, body)
    expect(reply).toMatchObject({ status: 201 })
    return reply.body.id
  }
  const controlId = await add({ name: 'control', vars: { subject: 'Hello {{ name }}' }, control: true })
  const variantIds: string[] = []
  for (let number = 1; number <= variants; number++) {
    variantIds.push(
      await add({
        name: `variant ${number}`,
        vars: { subject: `Hi {{ name }}, number ${number}` },
        status: 'approved',
      }),
    )
  }
  expect(await server.call('PATCH', `${at}/${id}`, { status: 'active' })).toMatchObject({ status: 200 })
  return { id, controlId, variantIds }
}

/** All counts that tests compare. */
export async function countsOf(server: TestApp, org: string): Promise<readonly unknown[]> {
  return server.services.db.query({
    text: `select template_id, variant_id, arm, sum(decisions) as decisions, sum(sends) as sends, sum(opens) as opens, sum(machine_opens) as machine_opens,
             sum(clicks) as clicks, sum(conversions) as conversions, sum(unsubscribes) as unsubscribes, sum(bounces) as bounces,
             coalesce((select json_object_agg(currency, amount) from (
               select currency, sum(amount_minor) as amount from variant_revenue r
               where (r.org_id, r.template_id, r.variant_id, r.arm) = (c.org_id, c.template_id, c.variant_id, c.arm) group by currency having sum(amount_minor) <> 0) money), '{}') as revenue
           from variant_counts c where org_id = (select id from orgs where slug = $1)
           group by org_id, template_id, variant_id, arm order by 1, 2, 3`,
    values: [org],
  })
}

/** Sends and responses by template and hour. */
export async function sendHoursOf(server: TestApp, org: string): Promise<readonly unknown[]> {
  return server.services.db.query({
    text: `select template_id, hour, sends, responses from send_hours
           where org_id = (select id from orgs where slug = $1) and (sends <> 0 or responses <> 0) order by 1, 2`,
    values: [org],
  })
}

/** The sums of custom metrics by template, arm and metric. */
export async function metricsOf(server: TestApp, org: string): Promise<readonly unknown[]> {
  return server.services.db.query({
    text: `select template_id, arm, metric, sum(messages) as messages, sum(amount) as amount, sum(squares) as squares
           from variant_metrics where org_id = (select id from orgs where slug = $1)
           group by 1, 2, 3 having sum(messages) <> 0 or sum(amount) <> 0 order by 1, 2, 3`,
    values: [org],
  })
}

/**
 * The counts of learning, row by row and without the ids of variants and decisions, which are new each time. Rows
 * of zeros are left out.
 */
export async function learnedOf(
  server: TestApp,
  org: string,
): Promise<Readonly<Record<string, readonly unknown[]>>> {
  const load = (text: string) =>
    server.services.db.query({
      text: text.replace('ORG', '(select id from orgs where slug = $1)'),
      values: [org],
    })
  return {
    cohorts:
      await load(`select template_id, arm, cell, is_even, starts_at, minutes, measure, age, count, inverse, inverse_root, inverse_square
      from cohort_counts where org_id = ORG and (count, inverse, inverse_root, inverse_square) <> (0, 0, 0, 0)
      order by template_id, arm, cell, is_even, starts_at, minutes, measure, age, count, inverse`),
    amounts:
      await load(`select template_id, currency, starts_at, arm, cell, propensity, amount_minor from message_amounts
      where org_id = ORG order by 1, 2, 3, 4, 5, 7, 6`),
    sums: await load(`select template_id, arm, cell, currency, count, amount_minor, squares, log_sum, log_squares from amount_sums
      where org_id = ORG and (count <> 0 or amount_minor <> 0) order by 1, 2, 3, 4, 5, 6`),
  }
}

/** Computes all counts again, for all templates of an organisation. Returns the number of wrong sums. */
export async function rebuildAll(
  { services: { db, catalog, clock } }: TestApp,
  slug: string,
): Promise<number> {
  const org = await catalog.findOrg(slug)
  if (!org) throw new Error(`no organisation ${slug}`)
  let corrected = 0
  for (const id of org.templates.keys()) corrected += (await rebuildCounts(db, org, id, clock())).corrected
  return corrected
}

/** Processes all calls in the inbox, and links the names in all decisions. */
export async function processInbox({ services }: TestApp): Promise<void> {
  const { db, catalog, clock, log } = services
  const drain = {
    db,
    pipeline: pipelineOf(services),
    findOrg: catalog.findById,
    clock,
    log,
    onBatch: () => {},
  }
  do {
    while (!(await drainOnce(drain, 500)).isIdle);
    while (await linkDecided(linkingOf(services), new Date(clock().getTime() + 1)));
  } while (await advanceReplays(db, catalog.findById, clock()))
}
