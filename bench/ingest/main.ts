// Measures ingest: the processor time of server and database for each event, beside the floor: the same rows, written
// set-based. `npm run bench:ingest -- --messages 3000 --stored 1000000 --rounds 5`. On the embedded engine; with
// DATABASE_URL on that PostgreSQL, in databases of their own.
import { parseArgs } from 'node:util'
import pino from 'pino'
import { buildApp } from '../../src/app.ts'
import { readConfig } from '../../src/config.ts'
import { type Drain, drainOnce } from '../../src/features/ingest/drain.ts'
import { createId } from '../../src/lib/id.ts'
import { analyzeGrown } from '../../src/runtime/db/upkeep/statistics.ts'
import { openServices, type Services } from '../../src/services.ts'
import { pipelineOf } from '../../src/worker.ts'
import { type Engine, openEmbedded, openPostgres } from '../engine.ts'
import { seedMessages } from '../pages/seed.ts'
import { setUpTemplates } from '../pages/set-up.ts'
import { spreadOf } from '../spread.ts'
import { CASES, type Call, type Case, countEvents, type Message } from './cases.ts'
import { takeOutcomes, takeRows, writeOutcomes, writeRows } from './floor.ts'

const KEY = 'the-operator-key-of-the-benchmark'

interface Plan {
  readonly messages: number
  readonly stored: number
  readonly batch: number
}

interface Cost {
  /** Microseconds of processor time for each event. */
  readonly server: number
  readonly database: number
  readonly floor: number
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      messages: { type: 'string', default: '3000' },
      stored: { type: 'string', default: '0' },
      batch: { type: 'string', default: '1000' },
      rounds: { type: 'string', default: '5' },
      case: { type: 'string', multiple: true, default: [] },
      statements: { type: 'boolean', default: false },
    },
  })
  const plan = { messages: +values.messages, stored: +values.stored, batch: +values.batch }
  const wanted = CASES.filter(({ name }) => values.case.every(part => name.includes(part)))
  say(
    `${JSON.stringify(plan)}, ${values.rounds} rounds; µs of processor time an event, median (least to most)`,
  )
  for (const one of wanted) {
    const costs: Cost[] = []
    for (let round = 0; round < +values.rounds; round++)
      costs.push(await measure(one, plan, values.statements))
    report(one, costs)
  }
}

function report({ name }: Case, costs: readonly Cost[]): void {
  const column = (of: (cost: Cost) => number, digits = 0) => {
    const values = costs.map(of).filter(Number.isFinite)
    if (values.length === 0) return 'not measured'
    const { median, min, max } = spreadOf(values)
    return `${median.toFixed(digits)} (${min.toFixed(digits)} to ${max.toFixed(digits)})`
  }
  say(
    `  ${name.padEnd(26)} server ${column(({ server }) => server)} · database ${column(({ database }) => database)}` +
      ` · floor ${column(({ floor }) => floor)} · ratio ${column(({ server, database, floor }) => (server + database) / floor, 2)}`,
  )
}

async function measure(one: Case, plan: Plan, showStatements: boolean): Promise<Cost> {
  const url = process.env['DATABASE_URL'] ?? ''
  const engine = url === '' ? openEmbedded() : await openPostgres(url)
  const config = readConfig({
    ...engine.storeOf('parley'),
    PARLEY_ADMIN_KEY: KEY,
    PARLEY_SECRET_KEY: 'bench',
  })
  const services = await openServices(config, pino({ level: 'error' }, pino.destination(2)), () => new Date())
  const app = await buildApp(services)
  try {
    return await measureIn(one, plan, { engine, services, app, showStatements })
  } finally {
    await app.close()
    await services.close()
    await engine.close()
  }
}

interface Scene {
  readonly engine: Engine
  readonly services: Services
  readonly app: Awaited<ReturnType<typeof buildApp>>
  readonly showStatements: boolean
}

async function measureIn(one: Case, plan: Plan, scene: Scene): Promise<Cost> {
  const { services, engine } = scene
  const [template = ''] = await setUpTemplates(
    (method, path, body) => scene.app.inject({ method, url: path, headers, ...(body && { payload: body }) }),
    1,
  )
  const org = await services.catalog.findOrg('bench')
  if (org === undefined) throw new Error('The organisation is missing.')
  if (plan.stored > 0)
    await seedMessages(services.db, {
      ...{ orgId: org.id, templates: [template], messages: plan.stored, until: new Date() },
    })
  // The first half warms up: V8 compiles, caches fill, tables get their first pages.
  const [warming, measured] = [
    await choose(scene, template, plan.messages, 'warm'),
    await choose(scene, template, plan.messages, 'measured'),
  ]
  for (const calls of [one.before?.(warming), one.calls(warming), one.before?.(measured)])
    if (calls) {
      await store(services, org.id, calls)
      await drain(scene, plan.batch)
    }
  const calls = one.calls(measured)
  await store(services, org.id, calls)
  statements.clear()
  const used = await cpu(engine, () => drain(scene, plan.batch))
  const events = countEvents(calls)
  if (scene.showStatements) showSlowest(events)
  const rows = plan.stored > 0 ? [] : await takeRows(services.db)
  const outcomes = plan.stored > 0 ? [] : await takeOutcomes(services.db)
  await services.db.query({ text: 'analyze inbound_requests' })
  const floor = await cpu(engine, async () => {
    await writeRows(services.db, rows)
    await writeOutcomes(services.db, outcomes)
  })
  const all = one.before === undefined ? 2 * events : 2 * events + 2 * countEvents(one.before(measured))
  return {
    server: used.server / events,
    database: used.database / events,
    floor: plan.stored > 0 ? Number.NaN : (floor.server + floor.database) / all,
  }
}

const headers = { 'x-api-key': KEY }

async function choose(
  { app }: Scene,
  template: string,
  count: number,
  series: string,
): Promise<readonly Message[]> {
  const messages = Array.from({ length: count }, (_, at) => ({
    userId: `user-${series}-${at}`,
    trackingId: `${series}-${at}`,
    decidedAtMs: Date.now(),
  }))
  for (let from = 0; from < count; from += 250)
    await Promise.all(
      messages.slice(from, from + 250).map(async ({ userId, trackingId }) => {
        const payload = { template_id: template, user_id: userId, tracking_id: trackingId, fields: {} }
        const reply = await app.inject({ method: 'POST', url: '/api/generate/bench', headers, payload })
        if (reply.statusCode !== 200 || reply.body.includes('"degraded":true')) throw new Error(reply.body)
      }),
    )
  return messages
}

async function store({ inbox }: Services, orgId: number, calls: readonly Call[]): Promise<void> {
  await Promise.all(
    calls.map(({ platform, body }) =>
      inbox.add({
        ...{ id: createId(Date.now()), orgId, platform, receivedAt: new Date(), headers: '{}', query: '{}' },
        body: Buffer.from(JSON.stringify(body)),
      }),
    ),
  )
}

async function drain({ services, showStatements }: Scene, batch: number): Promise<void> {
  const { db, catalog, clock, log } = services
  const draining: Drain = {
    ...{ clock, log, findOrg: catalog.findById, onBatch: () => {}, pipeline: pipelineOf(services) },
    db: showStatements ? timing(db) : db,
  }
  for (let isIdle = false; !isIdle; ) {
    await analyzeGrown(db)
    isIdle = (await drainOnce(draining, batch)).isIdle
  }
}

const statements = new Map<string, number>()

/** Times the statements of transactions, by the clock. */
const timing = (db: Services['db']): Services['db'] => ({
  ...db,
  transaction: work =>
    db.transaction(session =>
      work({
        async query(statement) {
          const startedAt = performance.now()
          try {
            return await session.query(statement)
          } finally {
            const name = statement.name ?? statement.text.slice(0, 30)
            statements.set(name, (statements.get(name) ?? 0) + performance.now() - startedAt)
          }
        },
      }),
    ),
})

function showSlowest(events: number): void {
  for (const [name, ms] of [...statements].sort(([, left], [, right]) => right - left).slice(0, 14))
    say(`      ${name.padEnd(32)} ${((ms * 1000) / events).toFixed(1)}`)
}

async function cpu(
  engine: Engine,
  work: () => Promise<void>,
): Promise<{ readonly server: number; readonly database: number }> {
  const [before, databaseBefore] = [process.cpuUsage(), engine.databaseCpuSeconds()]
  await work()
  const { user, system } = process.cpuUsage(before)
  return { server: user + system, database: (engine.databaseCpuSeconds() - databaseBefore) * 1e6 }
}

const say = (line: string) => process.stdout.write(`${line}\n`)

await main()
