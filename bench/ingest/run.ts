import { type Drain, drainOnce } from '../../src/features/ingest/drain.ts'
import { createId } from '../../src/lib/id.ts'
import { analyzeGrown } from '../../src/runtime/db/upkeep/statistics.ts'
import type { Services } from '../../src/services.ts'
import { pipelineOf } from '../../src/worker-wiring.ts'
import type { Engine } from '../engine.ts'
import { type InProcess, OPERATOR, withServer } from '../in-process.ts'
import { seedMessages } from '../pages/seed.ts'
import { setUpTemplates } from '../pages/set-up.ts'
import { type Call, type Case, countEvents, type Message } from './cases.ts'
import { takeOutcomes, takeRows, writeOutcomes, writeRows } from './floor.ts'
import { profiled } from './profile.ts'
import { forget, slowest, timing } from './statements.ts'

export interface Plan {
  readonly messages: number
  readonly stored: number
  /** Events in a batch. */
  readonly batch: number
  /** The file for a profile of the last round. */
  readonly profile: string | undefined
}

export interface Cost {
  /** Microseconds of processor time for each event. */
  readonly server: number
  readonly database: number
  readonly floor: number
  /** The slowest statements, if they were asked for. */
  readonly statements: readonly string[]
}

/** Measures a case once, in a store of its own. */
export const measure = (one: Case, plan: Plan, showStatements: boolean): Promise<Cost> =>
  withServer(server => measureIn(one, plan, { ...server, showStatements }))

export interface Scene extends InProcess {
  readonly showStatements: boolean
}

async function measureIn(one: Case, plan: Plan, scene: Scene): Promise<Cost> {
  const { services, engine } = scene
  const [template = ''] = await setUpTemplates(scene.call, 1)
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
  forget()
  const used = await cpu(engine, () => profiled(plan.profile, () => drain(scene, plan.batch)))
  const events = countEvents(calls)
  const statements = scene.showStatements ? slowest(events) : []
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
    statements,
    floor: plan.stored > 0 ? Number.NaN : (floor.server + floor.database) / all,
  }
}

// More would not be stored in time on a machine with a load of 20.
const CHOICES_AT_ONCE = 50

export async function choose(
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
  for (let from = 0; from < count; from += CHOICES_AT_ONCE)
    await Promise.all(
      messages.slice(from, from + CHOICES_AT_ONCE).map(async ({ userId, trackingId }) => {
        const payload = { template_id: template, user_id: userId, tracking_id: trackingId, fields: {} }
        const reply = await app.inject({
          method: 'POST',
          url: '/api/generate/bench',
          headers: OPERATOR,
          payload,
        })
        if (reply.statusCode !== 200 || reply.body.includes('"degraded":true')) throw new Error(reply.body)
      }),
    )
  return messages
}

export async function store({ inbox }: Services, orgId: number, calls: readonly Call[]): Promise<void> {
  await Promise.all(
    calls.map(({ platform, body }) =>
      inbox.add({
        ...{ id: createId(Date.now()), orgId, platform, receivedAt: new Date(), headers: '{}', query: '{}' },
        body: Buffer.from(JSON.stringify(body)),
      }),
    ),
  )
}

export async function drain({ services, showStatements }: Scene, batch: number): Promise<void> {
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

export async function cpu(
  engine: Engine,
  work: () => Promise<void>,
): Promise<{ readonly server: number; readonly database: number }> {
  const [before, databaseBefore] = [process.cpuUsage(), engine.databaseCpuSeconds()]
  await work()
  const { user, system } = process.cpuUsage(before)
  return { server: user + system, database: (engine.databaseCpuSeconds() - databaseBefore) * 1e6 }
}
