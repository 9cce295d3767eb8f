import { HOUR_MS, SECOND_MS } from '../../../../lib/duration.ts'
import { LEASE_MS } from '../../../../runtime/outbox/lease.ts'
import { nextRunAfter } from '../../sources/schedule.ts'
import { type DailyExport, runExport } from './run-export.ts'
import { claimExportRun, queueExportRun } from './run-store.ts'
import { loadDueExports, moveNextRun } from './setting-store.ts'

export interface Exporter {
  /** Queues the exports that are due, and does one run. Returns the pause until the next round, in milliseconds. */
  round(): Promise<number>
  /** The run that is under way stops before its next file. Another process goes on with it. */
  stop(): void
}

const POLL_MS = 5 * SECOND_MS

/** Exports what is due, one organisation after the other. */
export function createExporter(daily: DailyExport): Exporter {
  const { db, clock } = daily
  let isStopping = false
  return {
    stop() {
      isStopping = true
    },
    async round() {
      await queueDue(daily)
      const now = clock()
      const run = isStopping ? undefined : await claimExportRun(db, now, new Date(now.getTime() + LEASE_MS))
      if (run === undefined) return POLL_MS
      await runExport(daily, run, () => isStopping)
      return 0
    },
  }
}

async function queueDue({ db, clock }: DailyExport): Promise<void> {
  const now = clock()
  for (const { org_id, schedule, next_run_at } of await loadDueExports(db, now)) {
    const next = nextRunAfter(schedule, now) ?? new Date(now.getTime() + HOUR_MS)
    if (await moveNextRun(db, org_id, next_run_at, next))
      await queueExportRun(db, org_id, 'schedule', null, now)
  }
}
