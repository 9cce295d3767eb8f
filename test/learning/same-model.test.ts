import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { ALGORITHMS } from '../../src/core/bandit/algorithm.ts'
import { choose } from '../../src/features/generate/decide.ts'
import { loadTemplateCounts, type TemplateCounts } from '../../src/features/learning/evidence-store.ts'
import { learn } from '../../src/features/learning/learn.ts'
import { createPolicies } from '../../src/features/learning/policies.ts'
import { servePolicy } from '../../src/features/learning/served-policy.ts'
import { loadTable } from '../../src/features/learning/table-store.ts'
import { MINUTE_MS } from '../../src/lib/duration.ts'
import type { Database } from '../../src/runtime/db/session.ts'
import { startTestApp, type TestApp } from '../app.ts'
import { createOrg, createTemplate, processInbox } from '../factories.ts'

const START = Date.parse('2026-11-10T12:00:00Z')
const LATER = new Date(START + 20 * 86_400_000)
const PEOPLE = 24
const PLANS = ['free', 'pro']
const NO_CONTROL = { method: 'internal_persistent', control_share: 0 }

let server: TestApp
let orgs = 0
beforeAll(async () => {
  server = await startTestApp()
})
afterAll(() => server.close())

async function placeOf(slug: string) {
  const org = await server.services.catalog.findOrg(slug)
  const template = org?.templates.get('welcome')
  if (!org || !template) throw new Error(`there is no template in ${slug}`)
  return { org, template }
}

/** What may be reported of a person's message, so many hours later. */
interface Report {
  readonly person: number
  readonly event: 'email_sent' | 'email_opened' | 'email_clicked' | 'purchase' | 'email_unsubscribed'
  readonly hours: number
}

const report: fc.Arbitrary<Report> = fc.record({
  person: fc.nat(PEOPLE - 1),
  event: fc.constantFrom(
    'email_sent',
    'email_opened',
    'email_clicked',
    'purchase',
    'purchase',
    'email_unsubscribed',
  ),
  hours: fc.integer({ min: 0, max: 14 * 24 }),
})

/** Sends to everybody in a new organisation, and tells it of the events in this order, so many in a call and between two drains. */
async function tell(
  reports: readonly Report[],
  order: readonly number[],
  inCall: number,
  calls: number,
): Promise<string> {
  const slug = `told-${++orgs}`
  await createOrg(server, slug)
  // All of it is the even share, which falls on the same people whatever has been learnt.
  const settings = {
    ...{ split: NO_CONTROL, epsilon: 1, algorithm: 'contextual', key_metric: 'conversion_rate' },
    learning: { context: ['plan'], sticky: true },
    attribution: { conversion_events: ['purchase'] },
  }
  await createTemplate(server, slug, 'welcome', settings, 3)
  for (let person = 0; person < PEOPLE; person++) {
    server.setNow(new Date(START + person * 7 * MINUTE_MS))
    const who = { user_id: `u${person}`, tracking_id: `t${person}`, attrs: { plan: PLANS[person % 2] } }
    await server.call('POST', `/api/generate/${slug}`, { template_id: 'welcome', ...who })
  }
  server.setNow(LATER)
  const events = order.map(at => {
    const { person, event, hours } = reports[at] as Report
    const timestamp = new Date(START + (person * 7 + hours * 60) * MINUTE_MS).toISOString()
    return { event, event_id: `e${at}`, timestamp, user_id: `u${person}`, tracking_id: `t${person}` }
  })
  for (let at = 0, call = 1; at < events.length; at += inCall, call++) {
    const reply = await server.call('POST', `/api/webhook/events/${slug}`, events.slice(at, at + inCall))
    expect(reply.status).toBe(200)
    if (call % calls === 0) await processInbox(server)
  }
  await processInbox(server)
  return slug
}

/** The ids of all tables, of every algorithm, that come of what was counted. Ids of variants are new each time, and so is their order: places in it stand for them. */
async function tablesOf(slug: string): Promise<readonly string[]> {
  const place = await placeOf(slug)
  const [learned] = await loadTemplateCounts(server.services.db, [place], LATER)
  if (!learned) throw new Error('nothing was loaded')
  const placed = withPlaces(learned)
  return ALGORITHMS.flatMap(algorithm => {
    const template = { ...placed.template, algorithm }
    const lesson = { ...placed, template, others: [], asOfMs: LATER.getTime(), seed: 'the same' }
    const { policy, blocked } = learn(lesson)
    const served = servePolicy(policy, template, { version: 1, blocked })
    const cells = ['', ...PLANS.map(plan => `[["plan",["${plan}"]]]`)]
    return cells.map(cell => served.tableFor(served.everybody, cell).id)
  })
}

function withPlaces(learned: TemplateCounts): TemplateCounts {
  const { template, variants } = learned
  const treatable = template.variants.filter(({ isControl }) => !isControl)
  const places = new Map(treatable.map(({ id }, at) => [id, `variant ${at}`]))
  const placeOfId = (id: string) => places.get(id) ?? 'control'
  return {
    ...learned,
    template: { ...template, variants: treatable.map(each => ({ ...each, id: placeOfId(each.id) })) },
    variants: variants.map(each => ({ ...each, variantId: placeOfId(each.variantId) })),
  }
}

describe('the model', () => {
  it('is the same whatever the order, repetition and batching of the same events', async () => {
    const world = fc.array(report, { minLength: 30, maxLength: 60 }).chain(reports => {
      const all = reports.map((_, at) => at)
      const again = fc.array(fc.nat(reports.length - 1), { maxLength: 20 })
      const order = again.chain(more =>
        fc.shuffledSubarray([...all, ...more], { minLength: all.length + more.length }),
      )
      return fc.record({
        reports: fc.constant(reports),
        order,
        inCall: fc.integer({ min: 1, max: 15 }),
        calls: fc.integer({ min: 1, max: 9 }),
      })
    })
    await fc.assert(
      fc.asyncProperty(world, async ({ reports, order, inCall, calls }) => {
        const straight = await tell(reports, [...reports.keys()], reports.length, 1)
        const crooked = await tell(reports, order, inCall, calls)
        const expected = await tablesOf(straight)
        expect(await tablesOf(crooked)).toEqual(expected)
        // It has learnt something at all.
        const nothing = await tablesOf(await tell([], [], 1, 1))
        expect(expected).not.toEqual(nothing)
      }),
      { numRuns: 4 },
    )
  }, 120_000)
})

describe('what is known of a template', () => {
  it('is loaded once, however many ask for it first', async () => {
    const { db, catalog, clock, log } = server.services
    const { org, template } = await placeOf(await tell([], [], 1, 1))
    let loads = 0
    const counting: Database = {
      ...db,
      query: statement => {
        if (statement.name === 'evidence-spans') loads++
        return db.query(statement)
      },
    }
    const policies = createPolicies(counting, catalog.knownById, clock, log)
    const asked = await Promise.all(Array.from({ length: 20 }, () => policies.policyOf(org, template)))
    expect(new Set(asked).size).toBe(1)
    expect(loads).toBe(1)
  })
})

describe('a refresh that spares the processor', () => {
  it('comes to what has been counted all the same', async () => {
    const { policies } = server.services
    const { org, template } = await placeOf(await tell([], [], 1, 1))
    const before = await policies.policyOf(org, template)
    for (let person = 0; person < 3; person++) {
      const timestamp = new Date(START + 86_400_000).toISOString()
      const purchase = { event: 'purchase', timestamp, user_id: `u${person}`, tracking_id: `t${person}` }
      await server.call('POST', `/api/webhook/events/${org.slug}`, purchase)
      await processInbox(server)
      const [row] = await server.services.db.query<{ version: number }>({
        text: 'select version from count_versions where org_id = $1',
        values: [org.id],
      })
      expect(row?.version).toBeGreaterThan(before.version)
      await vi.waitFor(
        async () => {
          await policies.refresh({ isSparing: true })
          expect((await policies.policyOf(org, template)).version).toBe(row?.version)
        },
        { timeout: 20_000, interval: 50 },
      )
    }
  })
})

interface Row {
  readonly id: string
  readonly user_key: string
  readonly variant_id: string
  readonly propensity: number
  readonly table_id: string
  readonly table_row: number | null
  readonly epsilon: number
  readonly arm: string
  readonly cell: string
}

describe('a choice', () => {
  it.each(ALGORITHMS.flatMap(algorithm => [true, false].map(sticky => ({ algorithm, sticky }))))(
    'is the same bit for bit when its stored table is asked again: $algorithm, sticky $sticky',
    async ({ algorithm, sticky }) => {
      const slug = `again-${++orgs}`
      await createOrg(server, slug)
      const learning = { context: ['plan'], sticky }
      const split = { method: 'internal_persistent', control_share: 0.25 }
      const settings = { algorithm, learning, split, epsilon: 0.1, key_metric: 'click_rate' }
      const { variantIds } = await createTemplate(server, slug, 'welcome', settings, 4)
      const at = `/api/v1/orgs/${slug}/templates/welcome/variants/${variantIds[1]}`
      expect((await server.call('PATCH', at, { attrs: { plan: ['pro'] } })).status).toBe(200)
      // By tracking id.
      const sent = new Map<string, number>()
      const ask = async (round: number) => {
        for (let person = 0; person < PEOPLE; person++) {
          const epsilon = [0, 0.3, 1][person % 3] ?? 0
          const who = { user_id: `u${person}`, tracking_id: `t${round}-${person}` }
          const attrs = { plan: PLANS[person % 2] }
          sent.set(who.tracking_id, epsilon)
          const body = { template_id: 'welcome', ...who, attrs, epsilon }
          expect(await server.call('POST', `/api/generate/${slug}`, body)).toMatchObject({ status: 200 })
        }
      }
      server.setNow(new Date(START))
      await ask(0)
      const clicks = Array.from({ length: 8 }, (_, each) => ({
        event: 'email_clicked',
        tracking_id: `t0-${3 * each}`,
        event_id: `c${each}`,
      }))
      await server.call('POST', `/api/webhook/events/${slug}`, clicks)
      await processInbox(server)
      server.setNow(new Date(START + 30 * MINUTE_MS))
      await server.services.policies.refresh()
      await ask(1)
      const { org } = await placeOf(slug)
      const rows = await server.services.db.query<Row & { tracking_id: string }>({
        text: `select id, tracking_id, user_key, variant_id, propensity, table_id, table_row, cell from decisions where org_id = $1 and arm = 'treatment'`,
        values: [org.id],
      })
      expect(rows.length).toBeGreaterThan(PEOPLE)
      for (const row of rows) {
        const table = await loadTable(server.services.db, org.id, row.table_id)
        if (!table) throw new Error('a decision names a table that is nowhere')
        const shares = table.variants.map(
          (_, at) => table.winners.filter(winner => winner === at).length / table.winners.length,
        )
        const key = sticky ? row.user_key : row.id
        const again = choose(
          { winners: table.winners, shares },
          'welcome',
          key,
          sent.get(row.tracking_id) ?? Number.NaN,
        )
        expect({
          variant_id: table.variants[again.index],
          table_row: again.row,
          propensity: again.propensity * 0.75,
          cell: table.cell,
        }).toEqual({
          variant_id: row.variant_id,
          table_row: row.table_row,
          propensity: row.propensity,
          cell: row.cell,
        })
      }
      // Tables differ by who may be chosen, and only contextual policies tell people apart otherwise.
      const tables = new Set(rows.map(row => row.table_id))
      expect(tables.size).toBeGreaterThan(1)
    },
  )
})
