import type { FastifyBaseLogger } from 'fastify'
import { backoffMs } from '../../lib/backoff.ts'
import type { Clock } from '../../lib/clock.ts'
import { isStoreDown } from '../../lib/store-down.ts'
import { total } from '../../lib/total.ts'
import type { Org } from '../../runtime/catalog/catalog.ts'
import { tryLockOrg } from '../../runtime/db/org-lock.ts'
import type { Database, Session } from '../../runtime/db/session.ts'
import { beginBatch } from './drain-store.ts'
import { finish } from './finish.ts'
import { type DueRequest, loadBusyOrgs, loadDue, postpone } from './inbox-store.ts'
import { processBatch, processRequests } from './pipeline.ts'
import type { Pipeline } from './store-readings.ts'

export interface Drain {
  readonly db: Database
  readonly pipeline: Pipeline
  readonly findOrg: (id: number, versionMin: number) => Promise<Org | undefined>
  readonly clock: Clock
  readonly log: FastifyBaseLogger
  /** Called after every batch: the number of requests by outcome, and the duration. */
  readonly onBatch: (outcomes: ReadonlyMap<string, number>, tookMs: number) => void
}

const ATTEMPTS_MAX = 6
const RETRY_FIRST_MS = 1_000
const RETRY_MAX_MS = 600_000

/**
 * Processes one batch of each organisation that has due requests.
 * @returns the number of processed requests; zero if nothing was due
 */
export async function drainOnce(drain: Drain, batchMax: number): Promise<number> {
  let done = 0
  for (const { id, version } of await loadBusyOrgs(drain.db, drain.clock())) {
    const org = await drain.findOrg(id, version)
    if (org) done += await drainOrg(drain, org, batchMax)
  }
  return done
}

async function drainOrg(drain: Drain, org: Org, batchMax: number): Promise<number> {
  const { db, pipeline, clock, onBatch } = drain
  const startedAt = performance.now()
  try {
    const outcomes = await db.transaction(async session =>
      (await enter(session, org))
        ? processBatch(pipeline, session, org, clock(), batchMax)
        : new Map<string, number>(),
    )
    onBatch(outcomes, performance.now() - startedAt)
    return total(outcomes.values())
  } catch (error) {
    if (isStoreDown(error)) throw error
    drain.log.error({ err: error, org: org.slug }, 'batch failed; its requests are processed one by one')
    return drainOneByOne(drain, org, batchMax)
  }
}

/**
 * Takes the organisation's lock and checks the version of its configuration. If the configuration has changed, the
 * batch waits for the next round, so that no request is read with an old event mapping after a replay with the new one.
 */
async function enter(session: Session, org: Org): Promise<boolean> {
  if (!(await tryLockOrg(session, org.id))) return false
  const version = await beginBatch(session, org.id)
  return version !== undefined && version <= org.configVersion
}

/**
 * Processes requests one by one, so that a request that fails does not hold up the others. It alone is postponed, and
 * fails for good after some attempts.
 */
async function drainOneByOne(drain: Drain, org: Org, batchMax: number): Promise<number> {
  const { db, clock } = drain
  const due = await loadDue(db, org.id, clock(), batchMax)
  for (const request of due) await drainOne(drain, org, request)
  return due.length
}

async function drainOne({ db, pipeline, clock, log }: Drain, org: Org, request: DueRequest): Promise<void> {
  const now = clock()
  try {
    await db.transaction(async session => {
      if (await enter(session, org)) await processRequests(pipeline, session, org, [request], now)
    })
  } catch (error) {
    if (isStoreDown(error)) throw error
    const reason = error instanceof Error ? error.message : String(error)
    log.error({ err: error, org: org.slug, request: request.id }, 'request not processed')
    if (request.attempts + 1 >= ATTEMPTS_MAX) {
      const fix =
        'This is an error in Parley. See the log, and replay the request after an update that corrects it.'
      const items = [{ outcome: 'failed', reason, fix }]
      const failed = { request, outcome: 'failed', reason, items, sightings: [], isChanged: false }
      await db.transaction(session => finish(session, org.id, [failed], now))
    } else {
      const delayMs = backoffMs(request.attempts, RETRY_FIRST_MS, RETRY_MAX_MS)
      await postpone(db, org.id, request, new Date(now.getTime() + delayMs), reason)
    }
  }
}
