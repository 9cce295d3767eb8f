import type { Org } from '../../../../runtime/catalog/catalog.ts'
import type { Session } from '../../../../runtime/db/session.ts'
import { showS3 } from '../../s3/settings.ts'
import { countDays } from './day-store.ts'
import { firstDay } from './due-days.ts'
import { loadExportRuns, type StoredExportRun } from './run-store.ts'
import type { ExportRunView, ExportView } from './schema.ts'
import type { StoredExport } from './setting-store.ts'

export async function showExport(
  session: Session,
  org: Org,
  { connection, with_people, first_day, schedule, is_paused, next_run_at }: StoredExport,
  now: Date,
): Promise<ExportView> {
  const { append: _append, quiet_minutes: _quiet, ...shown } = showS3(connection)
  const [last] = await loadExportRuns(session, org.id, '', 1)
  return {
    ...{ connection: shown, with_people, schedule, paused: is_paused, first_day },
    next_run_at: next_run_at?.toISOString() ?? null,
    days: await countDays(session, org.id, firstDay(org, first_day, now)),
    last_run: last ? showExportRun(last) : null,
  }
}

export function showExportRun(run: StoredExportRun): ExportRunView {
  const { id, state, trigger, started_by, failure, queued_at, started_at, ended_at, planned, days } = run
  return {
    ...{ id, state, trigger, started_by, failure, planned_days: planned, days: [...days] },
    queued_at: queued_at.toISOString(),
    started_at: started_at?.toISOString() ?? null,
    ended_at: ended_at?.toISOString() ?? null,
  }
}
