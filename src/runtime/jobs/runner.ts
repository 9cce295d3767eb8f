import type { FastifyBaseLogger } from 'fastify'
import type { Transaction } from 'kysely'
import type { Clock } from '../../lib/clock.ts'
import { MINUTE_MS } from '../../lib/duration.ts'
import { createSignal, type Signal } from '../../lib/signal.ts'
import { isStoreDown } from '../../lib/store-down.ts'
import type { Database } from '../db/session.ts'
import type { Tables } from '../db/tables.ts'
import type { JobKind, RunningJob, StoredJob } from './job.ts'
import { claimJob, failJob, findJob, holdJob, insertJob, type NewJob, saveAdvance } from './job-store.ts'

export interface Jobs {
  /**
   * Stores a job. The worker of any process does it.
   * @param within the transaction of a change that needs the job
   * @throws Problem too-many-requests
   */
  start(given: NewJob, within?: Transaction<Tables>): Promise<StoredJob>
  /** The same, and does the first step before it returns: a small job is finished then. */
  startAndStep(given: NewJob): Promise<StoredJob>
  /**
   * Does one step of the job that has waited longest.
   * @returns whether there was one
   */
  round(): Promise<boolean>
  /** Fired when a job has been stored. */
  readonly arrived: Signal
}

const LEASE_MS = 2 * MINUTE_MS
const FAILURE = 'Something unexpected happened; the log of this server says what.'

interface JobServices {
  readonly db: Database
  readonly clock: Clock
  readonly log: FastifyBaseLogger
}

/**
 * Runs jobs in steps. Each step and its progress are one transaction, and only the holder of the lease can store
 * them: after a crash, another process goes on where the last step ended.
 */
export function createJobs({ db, clock, log }: JobServices, kinds: readonly JobKind[]): Jobs {
  const byName = new Map(kinds.map(kind => [kind.kind, kind]))
  const arrived = createSignal()

  async function step(claimed: StoredJob): Promise<void> {
    const kind = byName.get(claimed.kind)
    try {
      if (kind === undefined) throw new Error(`this version knows no job ${claimed.kind}`)
      const apply = await kind.prepare(toRunning(claimed), clock())
      await db.transaction(async session => {
        if (await holdJob(session, claimed))
          await saveAdvance(session, claimed, await apply(session), clock())
      })
      kind.afterStep?.()
    } catch (error) {
      // The lease ends, and the step is done again.
      if (isStoreDown(error)) throw error
      log.error({ err: error, org_id: claimed.org_id, job: claimed.id, kind: claimed.kind }, 'a job failed')
      await failJob(db, claimed, FAILURE, clock())
    }
  }

  async function start(given: NewJob, within?: Transaction<Tables>): Promise<StoredJob> {
    const job = await insertJob(within ?? db.kysely, given, clock())
    arrived.fire()
    return job
  }

  return {
    arrived,
    start,
    async startAndStep(given) {
      const job = await insertJob(db.kysely, given, clock())
      const claimed = await claimJob(db, clock(), LEASE_MS, job.id)
      if (claimed !== undefined) await step(claimed)
      arrived.fire()
      return findJob(db.kysely, job.org_id, job.id)
    },
    async round() {
      const claimed = await claimJob(db, clock(), LEASE_MS)
      if (claimed === undefined) return false
      await step(claimed)
      return true
    },
  }
}

const toRunning = (row: StoredJob): RunningJob<unknown, unknown> => ({
  orgId: row.org_id,
  id: row.id,
  input: row.input,
  cursor: row.cursor,
  total: row.total,
  done: row.done,
  createdAt: row.created_at,
})
