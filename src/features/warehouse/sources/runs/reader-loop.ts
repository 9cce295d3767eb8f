import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { createRunning } from '../../../../lib/collect/running.ts'
import { SECOND_MS } from '../../../../lib/duration.ts'
import { isId } from '../../../../lib/id.ts'
import { LEASE_MS } from '../../../../runtime/outbox/lease.ts'
import { claimRun, heldRuns, queueDue } from './lease-store.ts'
import { readRun, spoolOf } from './read-run.ts'
import type { Reading } from './reading.ts'
import type { StoredRun } from './run.ts'

export interface SourceReader {
  /** Queues the sources that are due, and starts runs. Returns the pause until the next round, in milliseconds. */
  round(): Promise<number>
  /** Resolves when all started runs have ended. */
  settled(): Promise<void>
  /** Resolves when all started runs have stopped, after their present object. Another process goes on with them. */
  stop(): Promise<void>
}

const POLL_MS = 5 * SECOND_MS
/** Each run has a process that reads files, with half a gigabyte of memory. */
const AT_ONCE_MAX = 2

/** Reads the sources whose time has come, or that somebody wants to be read. */
export function createSourceReader(reading: Reading): SourceReader {
  const { db, clock, log } = reading
  const underway = createRunning()
  let isStopping = false
  let isFirst = true

  function start(run: StoredRun): void {
    const work = readRun(reading, run, { isStopping: () => isStopping })
      // The lease ends, and the run is taken up again.
      .catch((error: unknown) => log.error({ err: error, org_id: run.org_id, run: run.id }, 'a run was left'))
    underway.add(work)
  }

  return {
    settled: underway.settled,
    stop() {
      isStopping = true
      return underway.settled()
    },
    async round() {
      if (isFirst) await clearSpool(reading)
      isFirst = false
      await queueDue(db, clock())
      while (underway.size < AT_ONCE_MAX && !isStopping) {
        const now = clock()
        const run = await claimRun(db, now, new Date(now.getTime() + LEASE_MS))
        if (run === undefined) break
        start(run)
      }
      return POLL_MS
    },
  }
}

/** Deletes what processes have left that died while they were reading. */
async function clearSpool({ db, clock, spool }: Reading): Promise<void> {
  const names = await readdir(spool).catch(() => [])
  const prefix = spoolOf({ id: '' })
  const ids = names.flatMap(name => (name.startsWith(prefix) ? name.slice(prefix.length) : [])).filter(isId)
  if (ids.length === 0) return
  const held = await heldRuns(db, ids, clock())
  for (const id of ids)
    if (!held.has(id)) await rm(join(spool, spoolOf({ id })), { recursive: true, force: true })
}
