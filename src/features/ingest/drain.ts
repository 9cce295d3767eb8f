import type { FastifyBaseLogger } from 'fastify'
import { backoffMs } from '../../lib/backoff.ts'
import type { Clock } from '../../lib/clock.ts'
import { isStoreDown } from '../../lib/store-down.ts'
import type { Org } from '../../runtime/catalog/catalog.ts'
import { tryLockOrg } from '../../runtime/db/by-org/org-lock.ts'
import type { Database, Session } from '../../runtime/db/session.ts'
import { beginBatch } from './drain-store.ts'
import { finish } from './finish.ts'
import { type DueRequest, loadBusyOrgs, loadDue, postpone, type Turn } from './inbox-store.ts'
import { type Batch, processBatch, processRequests } from './pipeline.ts'
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
// Each is a transaction, and other organisations wait for their turn. The next round tries a smaller batch.
const ONE_BY_ONE_MAX = 100

export interface Round {
  readonly isIdle: boolean
  /** Whether an organisation has more due requests than its batch had room for. */
  readonly hasMore: boolean
  /** The duration of the slowest batch, in milliseconds. */
  readonly slowestMs: number
}

/**
 * Processes one batch of each organisation that has due requests, so that each gets its turn whatever others send.
 * @param eventsMax the number of events in a batch; one request may have more
 */
export async function drainOnce(drain: Drain, eventsMax: number): Promise<Round> {
  const rounds: Round[] = []
  for (const { id, version, since } of await loadBusyOrgs(drain.db, drain.clock())) {
    const org = await drain.findOrg(id, version)
    if (org) rounds.push(await drainOrg(drain, org, { eventsMax, since }))
  }
  return {
    isIdle: rounds.every(({ isIdle }) => isIdle),
    hasMore: rounds.some(({ hasMore }) => hasMore),
    slowestMs: Math.max(0, ...rounds.map(({ slowestMs }) => slowestMs)),
  }
}

const NOTHING_DONE: Batch = { outcomes: new Map(), hasMore: false }

async function drainOrg(drain: Drain, org: Org, turn: Turn): Promise<Round> {
  const { db, pipeline, clock, onBatch } = drain
  const startedAt = performance.now()
  try {
    const { outcomes, hasMore } = await db.transaction(async session =>
      (await enter(session, org)) ? processBatch(pipeline, session, org, clock(), turn) : NOTHING_DONE,
    )
    const slowestMs = performance.now() - startedAt
    onBatch(outcomes, slowestMs)
    return { isIdle: outcomes.size === 0, hasMore, slowestMs }
  } catch (error) {
    if (isStoreDown(error)) throw error
    drain.log.error({ err: error, org: org.slug }, 'batch failed; its requests are processed one by one')
    return drainOneByOne(drain, org, turn)
  }
}

/**
 * Takes the organisation's lock and checks the version of its configuration. If the configuration has changed, the
 * batch waits for the next round, so that no request is read with an old event mapping after a replay with the new one.
 */
export async function enter(session: Session, org: Org): Promise<boolean> {
  if (!(await tryLockOrg(session, org.id))) return false
  const version = await beginBatch(session, org.id)
  return version !== undefined && version <= org.configVersion
}

/**
 * Processes requests one by one, so that a request that fails does not hold up the others. It alone is postponed, and
 * fails for good after some attempts.
 */
async function drainOneByOne(drain: Drain, org: Org, turn: Turn): Promise<Round> {
  const { db, clock } = drain
  const startedAt = performance.now()
  const eventsMax = Math.min(turn.eventsMax, ONE_BY_ONE_MAX)
  const { requests, hasMore } = await loadDue(db, org.id, clock(), { ...turn, eventsMax })
  for (const request of requests) await drainOne(drain, org, request)
  return { isIdle: requests.length === 0, hasMore, slowestMs: performance.now() - startedAt }
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
