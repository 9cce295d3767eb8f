import type { Selectable } from 'kysely'
import type { WarehouseRunRow } from '../../../../runtime/db/table-rows/warehouse-rows.ts'
import type { SeenColumn } from '../../reader/seen-columns.ts'
import type { RUN_STATES, RUN_TRIGGERS, RunDay, RunView } from '../run-schema.ts'

export type RunTrigger = (typeof RUN_TRIGGERS)[number]

/** How far a run has come. Refused rows by reason. */
export interface RunProgress
  extends Pick<
    RunView,
    | 'current'
    | 'objects'
    | 'bytes'
    | 'seconds_left'
    | 'unchanged'
    | 'days_covered'
    | 'first_event_at'
    | 'last_event_at'
    | 'late_seconds'
  > {
  /** Absent in runs that were stored before it existed. */
  readonly columns?: readonly SeenColumn[]
  readonly rows: Omit<RunView['rows'], 'refused'> & { readonly refused: Readonly<Record<string, number>> }
}

export const NO_PROGRESS: RunProgress = {
  ...{ current: null, seconds_left: null, unchanged: 0, days_covered: null, columns: [] },
  ...{ objects: { planned: 0, done: 0 }, bytes: { planned: 0, done: 0 } },
  rows: { read: 0, added: 0, withdrawn: 0, refused: {}, per_second: null },
  ...{ first_event_at: null, last_event_at: null, late_seconds: null },
}

export interface StoredRun
  extends Omit<Selectable<WarehouseRunRow>, 'state' | 'trigger' | 'progress' | 'days'> {
  readonly state: (typeof RUN_STATES)[number]
  readonly trigger: RunTrigger
  readonly progress: RunProgress
  readonly days: readonly RunDay[]
}

export function showRun(run: StoredRun): RunView {
  const { id, state, trigger, started_by, queued_at, started_at, ended_at, failure, progress, days } = run
  const { refused, ...rows } = progress.rows
  const columns = progress.columns ?? []
  return {
    ...{ id, state, trigger, started_by, failure, ...progress, columns: [...columns], days: [...days] },
    queued_at: queued_at.toISOString(),
    started_at: started_at?.toISOString() ?? null,
    ended_at: ended_at?.toISOString() ?? null,
    ...(state === 'running' ? {} : { current: null, seconds_left: null }),
    rows: { ...rows, refused: Object.entries(refused).map(([reason, count]) => ({ reason, count })) },
  }
}
