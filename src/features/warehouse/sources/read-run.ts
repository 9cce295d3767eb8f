import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { FastifyBaseLogger } from 'fastify'
import type { Clock } from '../../../lib/clock.ts'
import { isStoreDown } from '../../../lib/store-down.ts'
import type { Org } from '../../../runtime/catalog/catalog.ts'
import type { Database } from '../../../runtime/db/session.ts'
import { Problem } from '../../../runtime/http/problem.ts'
import { type HeldLease, holdLease } from '../../../runtime/outbox/lease.ts'
import type { Imported } from '../import-files.ts'
import type { Ingesting, Loading } from '../load.ts'
import { SourceError } from '../source-error.ts'
import type { Kinds } from './kinds.ts'
import { endRun, RUN_LEASES, saveProgress } from './lease-store.ts'
import { createTracker, type Tracker } from './progress.ts'
import type { StoredRun } from './run.ts'
import type { RunDay } from './run-schema.ts'
import { readingOf, type StoredSource } from './source.ts'
import { findSource } from './source-store.ts'

export interface Reading {
  readonly db: Database
  readonly clock: Clock
  readonly log: FastifyBaseLogger
  readonly kinds: Kinds
  readonly findOrg: (id: number) => Promise<Org | undefined>
  /** A folder for temporary files. */
  readonly spool: string
  readonly ingestOf: (org: Org) => Ingesting
}

export interface ReadOptions {
  /** Asked before each object: whether this process has to end. The next process goes on. */
  readonly isStopping: () => boolean
  readonly isAccepted?: boolean
  readonly onProgress?: (progress: string) => void
  readonly onImported?: (imported: Imported) => void
}

/** The run stops here: somebody has cancelled it, another process has taken it over, or this one ends. */
class StoppedError extends Error {}

const DISK_FULL =
  'The disk of PARLEY_DATA_DIR/spool is full. Make room, or let the warehouse write smaller files.'
const isDiskFull = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'ENOSPC'

const FAILURE = 'Something unexpected happened; the log of this server says what.'
const TAKEN_UP_MAX = 5
const TAKEN_UP = `The process that read it has ended ${TAKEN_UP_MAX} times. The log of this server may say why; a run goes on where it ended.`

/** Does a run that this process has claimed, and ends it. @returns why it failed; null if it did not */
export async function readRun(
  reading: Reading,
  run: StoredRun,
  options: ReadOptions,
): Promise<string | null> {
  const { db, clock } = reading
  const { org_id: orgId, id: lane, leased_until: until, failures } = run
  const lease = holdLease(db, clock, RUN_LEASES, { orgId, lane, until, failures })
  let after = failures
  try {
    const failure = failures > TAKEN_UP_MAX ? TAKEN_UP : await read(reading, run, lease, options)
    await lease.under(session => endRun(session, run, failure, clock()))
    return failure
  } catch (error) {
    if (!(error instanceof StoppedError)) throw error
    // A process that ends in order has not failed.
    after--
    return null
  } finally {
    await lease.free(clock(), after)
  }
}

/** @returns why it failed; null if it did not. @throws StoppedError, or what says that our own store is down */
async function read(
  reading: Reading,
  run: StoredRun,
  lease: HeldLease,
  options: ReadOptions,
): Promise<string | null> {
  const { db, log, findOrg } = reading
  const spool = join(reading.spool, spoolOf(run))
  try {
    const source = await findSource(db.kysely, run.org_id, run.source_id)
    const org = await findOrg(run.org_id)
    if (org === undefined) throw new Error(`there is no organisation ${run.org_id}`)
    // An earlier process may have left files.
    await rm(spool, { recursive: true, force: true })
    await importAll({ ...reading, spool }, { run, source, org, lease }, options)
    return null
  } catch (error) {
    if (error instanceof SourceError || error instanceof Problem) return error.message
    if (isDiskFull(error)) return DISK_FULL
    if (error instanceof StoppedError || isStoreDown(error)) throw error
    log.error({ err: error, org_id: run.org_id, source: run.source_id }, 'a run of a source failed')
    return FAILURE
  } finally {
    await rm(spool, { recursive: true, force: true })
  }
}

/** The folder of a run in the spool. */
export const spoolOf = ({ id }: Pick<StoredRun, 'id'>): string => `run-${id}`

interface Work {
  readonly run: StoredRun
  readonly source: StoredSource
  readonly org: Org
  readonly lease: HeldLease
}

async function importAll(
  reading: Reading,
  { run, source, org, lease }: Work,
  options: ReadOptions,
): Promise<void> {
  const { db, clock, spool, kinds } = reading
  const tracker = createTracker(run.progress, clock())
  const report = createReport(reading, run, tracker)
  const goOn = () => {
    if (report.isEnded() || options.isStopping() || !lease.isCurrent()) throw new StoppedError()
  }
  const { apply, ...ingesting } = reading.ingestOf(org)
  const loading: Loading = {
    ...{ db, clock, spool, ...ingesting, onColumns: tracker.columns, onRead: tracker.read },
    async apply(session, change) {
      if (!lease.isCurrent()) throw new StoppedError()
      const outcomes = await apply(session, change)
      tracker.counted(change.rows.length, change.gone.length)
      return outcomes
    },
    onProgress(text) {
      tracker.current(text)
      options.onProgress?.(text)
      report.soon()
      goOn()
    },
  }
  const imports = kinds.open(org, source).import(loading, {
    ...{ orgId: org.id, source: source.name, reading: readingOf(source.reading) },
    isAccepted: options.isAccepted ?? false,
    onPlan(plan) {
      tracker.plan(plan)
      report.soon()
    },
    onFetched: tracker.fetched,
  })
  for await (const imported of imports) {
    report.add(tracker.ended(imported))
    options.onImported?.(imported)
    report.soon()
    goOn()
  }
  await report.save()
}

interface Report {
  add(day: RunDay | undefined): void
  /** Stores the progress, once a second at most. */
  soon(): void
  save(): Promise<void>
  /** Whether somebody has ended the run. */
  isEnded(): boolean
}

const SAVED_EACH_MS = 1_000
const DAYS_MAX = 1_000

function createReport({ db, clock, log }: Reading, run: StoredRun, tracker: Tracker): Report {
  let days: RunDay[] = []
  let room = DAYS_MAX - run.days.length
  let isEnded = false
  let savedAt = Number.NEGATIVE_INFINITY
  let last: Promise<void> = Promise.resolve()

  const save = () => {
    savedAt = performance.now()
    last = last.then(async () => {
      const added = days
      days = []
      if (!(await saveProgress(db, run, tracker.progress(clock()), added))) isEnded = true
    })
    return last
  }
  return {
    save,
    isEnded: () => isEnded,
    add(day) {
      if (day !== undefined && room-- > 0) days.push(day)
    },
    soon() {
      if (performance.now() - savedAt < SAVED_EACH_MS) return
      save().catch(error => {
        last = Promise.resolve()
        log.warn({ err: error, run: run.id }, 'the progress of a run could not be stored')
      })
    },
  }
}
