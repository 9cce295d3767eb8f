import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { isStoreDown } from '../../../../lib/store-down.ts'
import { Problem } from '../../../../runtime/http/problem.ts'
import { type HeldLease, holdLease } from '../../../../runtime/outbox/lease.ts'
import { SourceError } from '../../source-error.ts'
import { findSource } from '../source-store.ts'
import { importAll } from './import-source.ts'
import { endRun, RUN_LEASES } from './lease-store.ts'
import { type Reading, type ReadOptions, StoppedError } from './reading.ts'
import type { StoredRun } from './run.ts'

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
export async function read(
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
