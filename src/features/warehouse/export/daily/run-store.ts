import { createId } from '../../../../lib/id.ts'
import { CLAIMABLE_MAX, type Claimable, claimFirst } from '../../../../runtime/db/by-org/claim-first.ts'
import type { Session } from '../../../../runtime/db/session.ts'
import type { LaneTable } from '../../../../runtime/outbox/lane.ts'
import type { EXPORT_RUN_STATES, EXPORT_RUN_TRIGGERS, RunDay } from './schema.ts'

export interface StoredExportRun {
  readonly org_id: number
  readonly id: string
  readonly state: (typeof EXPORT_RUN_STATES)[number]
  readonly trigger: (typeof EXPORT_RUN_TRIGGERS)[number]
  readonly started_by: string | null
  readonly queued_at: Date
  readonly started_at: Date | null
  readonly ended_at: Date | null
  readonly failure: string | null
  readonly planned: number
  readonly days: readonly RunDay[]
  readonly leased_until: Date
  readonly failures: number
}

/** Runs are leased like the lanes of a queue: one process exports, and another goes on when it dies. */
export const EXPORT_LEASES: LaneTable = {
  ...{ table: 'warehouse_export_runs', key: 'id', freeAt: 'leased_until', breaker: 'lane' },
  due: () => `l.state in ('queued', 'running')`,
}

/** Queues a run. Undefined if the organisation has one that has not ended. */
export async function queueExportRun(
  session: Session,
  orgId: number,
  trigger: StoredExportRun['trigger'],
  by: string | null,
  now: Date,
): Promise<StoredExportRun | undefined> {
  const [queued] = await session.query<StoredExportRun>({
    text: `insert into warehouse_export_runs (org_id, id, trigger, started_by, queued_at) values ($1, $2, $3, $4, $5)
           on conflict (org_id) where state in ('queued', 'running') do nothing returning *`,
    values: [orgId, createId(now.getTime()), trigger, by, now],
  })
  return queued
}

/** Newest first. @param before only runs before this id; '' for all */
export const loadExportRuns = (
  session: Session,
  orgId: number,
  before: string,
  countMax: number,
): Promise<readonly StoredExportRun[]> =>
  session.query({
    text: `select * from warehouse_export_runs where org_id = $1 and ($2 = '' or id < nullif($2, '')::uuid)
           order by id desc limit $3`,
    values: [orgId, before, countMax],
  })

/** The last run, if it failed. An export that was paused or ended needs nobody. */
export async function loadFailedExport(
  session: Session,
  orgId: number,
): Promise<{ readonly failure: string; readonly at: Date } | undefined> {
  const [failed] = await session.query<{ failure: string; at: Date }>({
    name: 'export-last-failed',
    text: `select failure, ended_at as at from (
             select failure, ended_at, state from warehouse_export_runs where org_id = $1 order by id desc limit 1) last
           where state = 'failed' and exists (select from warehouse_exports where org_id = $1 and not is_paused)`,
    values: [orgId],
  })
  return failed
}

/** Takes the run that has waited longest. */
export async function claimExportRun(
  session: Session,
  now: Date,
  until: Date,
): Promise<StoredExportRun | undefined> {
  const free = await session.query<Claimable>({
    text: `select org_id as "orgId", id from warehouse_export_runs where state in ('queued', 'running') and leased_until <= $1
           order by queued_at, id limit ${CLAIMABLE_MAX}`,
    values: [now],
  })
  return claimFirst(free, ({ orgId, id }) =>
    session.query<StoredExportRun>({
      text: `update warehouse_export_runs set leased_until = $4, state = 'running', started_at = coalesce(started_at, $3), failures = failures + 1
             where org_id = $1 and id = $2 and state in ('queued', 'running') and leased_until <= $3
             returning *`,
      values: [orgId, id, now, until],
    }),
  )
}

/** Says how many days a run has to export, besides those that it has exported. */
export async function planRun(session: Session, { org_id, id }: StoredExportRun, due: number): Promise<void> {
  await session.query({
    text: 'update warehouse_export_runs set planned = jsonb_array_length(days) + $3 where org_id = $1 and id = $2',
    values: [org_id, id, due],
  })
}

export async function addDay(session: Session, { org_id, id }: StoredExportRun, day: RunDay): Promise<void> {
  await session.query({
    text: 'update warehouse_export_runs set days = days || $3::jsonb where org_id = $1 and id = $2',
    values: [org_id, id, JSON.stringify([day])],
  })
}

/** Ends a run. @param failure null: it finished */
export async function endExportRun(
  session: Session,
  { org_id, id }: StoredExportRun,
  failure: string | null,
  now: Date,
): Promise<void> {
  await session.query({
    text: `update warehouse_export_runs set state = case when $3::text is null then 'finished' else 'failed' end, failure = $3, ended_at = $4
           where org_id = $1 and id = $2`,
    values: [org_id, id, failure, now],
  })
}

/** Deletes ended runs. @param before of their end */
export async function forgetOldExportRuns(session: Session, before: Date): Promise<void> {
  await session.query({ text: 'delete from warehouse_export_runs where ended_at < $1', values: [before] })
}
