import { describe, expect, it } from 'vitest'
import { seedMessages } from '../../bench/pages/seed.ts'
import { drainOnce } from '../../src/features/ingest/drain.ts'
import { DAY_MS, HOUR_MS } from '../../src/lib/duration.ts'
import { ensurePartitions } from '../../src/runtime/db/partitions.ts'
import { analyzeGrown } from '../../src/runtime/db/upkeep/statistics.ts'
import { pipelineOf } from '../../src/worker-wiring.ts'
import { createTemplate } from '../factories.ts'
import { useScene } from '../scene.ts'
import { explaining, type Plan } from './plans.ts'

const MESSAGES = 8
const STORED = 8_000
const MONTHS = 12

/** Tables with a row for each message, event or person. */
const BIG =
  /^(decisions|inbound_requests|events|attributions|metric_credits|messages)_\d|^(event_keys|message_ids|message_keys|person_links|message_amounts|cohort_counts|variant_counts)$/

/** Statements that look into every month, once in an index of each, with the reason. */
const OF_ANY_AGE = {
  'attribution-events-to-teach': 'An event may wait for its message id for as long as events are kept.',
  'attribution-open-events':
    'Names that are joined bring all that came under either; and a time may lie ahead of its arrival.',
  'attribution-refunds': 'A refund finds its purchase whatever their times are.',
  'attribution-refunds-of-messages': 'The same, for refunds that name a message.',
  'attribution-sends-of':
    'A message may be sent any time after its decision, and its sending is what counts.',
  'attribution-tracked':
    'An older message of another template with the same tracking id puts the newer one in doubt.',
}

const scene = useScene()
let round = 0

const settings = { key_metric: 'conversion_rate', attribution: { conversion_events: ['purchase'] } }
/** Choices, and reports of every kind: by tracking id, by message id, by person, late, and repeated. */
async function traffic(): Promise<ReadonlyMap<string, readonly Plan[]>> {
  const { server } = scene
  const call = ++round
  const events: object[] = []
  for (let at = 0; at < MESSAGES; at++) {
    const [user_id, tracking_id] = [`u${at}`, `t${call}-${at}`]
    const email = `u${at}@example.com`
    await server.call('POST', `/api/generate/${scene.org}`, {
      template_id: 'sale',
      user_id,
      email,
      tracking_id,
    })
    const of = { user_id, timestamp: new Date(scene.now + 60_000).toISOString() }
    const named = { tracking_id, message_id: `m${call}-${at}` }
    events.push(
      { ...of, ...named, event: 'email_sent', event_id: `s${call}-${at}` },
      { ...of, message_id: named.message_id, event: 'email_clicked', event_id: `c${call}-${at}` },
      {
        ...of,
        event: 'purchase',
        event_id: `p${call}-${at}`,
        properties: { revenue: 10 + at, currency: 'USD' },
      },
    )
  }
  await scene.report(events)
  await scene.report(events.slice(0, 4))
  const plans = new Map<string, Plan[]>()
  const { services } = server
  const drain = {
    db: explaining(services.db, plans),
    pipeline: pipelineOf(services),
    findOrg: services.catalog.findById,
    clock: services.clock,
    log: services.log,
    onBatch: () => {},
  }
  while (!(await drainOnce(drain, 500)).isIdle);
  return plans
}

/** By statement, the big tables that are read whole. */
const scansOf = (plans: ReadonlyMap<string, readonly Plan[]>): Readonly<Record<string, readonly string[]>> =>
  Object.fromEntries(
    [...plans].flatMap(([name, all]) => {
      const scanned = new Set(all.flatMap(plan => [...plan.scanned].filter(table => BIG.test(table))))
      return scanned.size === 0 ? [] : [[name, [...scanned].sort()]]
    }),
  )

/** By statement, the number of partitions that one execution opens at most. */
const openedBy = (plans: ReadonlyMap<string, readonly Plan[]>): ReadonlyMap<string, number> =>
  new Map(
    [...plans].map(([name, all]) => [
      name,
      Math.max(...all.map(({ opened }) => [...opened].filter(table => /_\d{4}_?\d\d$/.test(table)).length)),
    ]),
  )

/** Of an index with few rows, all may be read. */
async function largeIndexes(): Promise<readonly string[]> {
  const rows = await scene.server.services.db.query<{ name: string }>({
    text: "select relname as name from pg_class where relkind = 'i' and pg_relation_size(oid) > 100000",
  })
  return rows.map(({ name }) => name)
}

async function store(): Promise<void> {
  const { db, catalog } = scene.server.services
  const org = await catalog.findOrg(scene.org)
  if (!org) throw new Error('the organisation is gone')
  await seedMessages(db, {
    orgId: org.id,
    templates: ['sale'],
    messages: STORED,
    until: new Date(scene.now - 2 * HOUR_MS),
  })
}

describe('a plan', () => {
  it('shows a table that is read whole', async () => {
    const plans = new Map<string, Plan[]>()
    const text = "select count(*) from events where native_event = 'nothing'"
    await explaining(scene.server.services.db, plans).transaction(session =>
      session.query({ name: 'whole', text }),
    )
    expect(Object.keys(scansOf(plans))).toEqual(['whole'])
    expect(openedBy(plans).get('whole')).toBeGreaterThan(1)
  })
})

describe('the statements of a batch', () => {
  it('read no big table whole: empty, filled without statistics, and with them', async () => {
    const { db } = scene.server.services
    await createTemplate(scene.server, scene.org, 'sale', settings)
    const empty = await traffic()
    expect(empty.size).toBeGreaterThan(20)
    expect(scansOf(empty)).toEqual({})
    await store()
    await db.query({
      text: "update pg_class set reltuples = -1, relpages = 0 where relkind = 'r' and relnamespace = current_schema()::regnamespace",
    })
    for (const isAnalysed of [false, true]) {
      if (isAnalysed) await analyzeGrown(db)
      const filled = await traffic()
      expect(scansOf(filled)).toEqual({})
      const large = new Set(await largeIndexes())
      const ofOrg = [...filled].filter(([, all]) =>
        all.some(plan => [...plan.ofOrg].some(name => large.has(name))),
      )
      expect(ofOrg.map(([name]) => name)).toEqual([])
    }
  })

  it('open no more partitions when more months are stored', async () => {
    const { db } = scene.server.services
    await createTemplate(scene.server, scene.org, 'sale', settings)
    const few = openedBy(await traffic())
    expect(Math.max(...few.values())).toBeGreaterThan(0)
    for (let month = 1; month <= MONTHS; month++)
      await ensurePartitions(db, new Date(scene.now - month * 30 * DAY_MS))
    const many = openedBy(await traffic())
    const grown = [...many].filter(([name, opened]) => opened > (few.get(name) ?? 0)).map(([name]) => name)
    expect(grown.sort()).toEqual(Object.keys(OF_ANY_AGE))
  })
})
