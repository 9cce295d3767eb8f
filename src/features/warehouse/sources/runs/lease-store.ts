import { HOUR_MS } from '../../../../lib/duration.ts'
import { CLAIMABLE_MAX, type Claimable, claimFirst } from '../../../../runtime/db/by-org/claim-first.ts'
import type { Database, Session } from '../../../../runtime/db/session.ts'
import type { LaneTable } from '../../../../runtime/outbox/lane.ts'
import type { RunDay } from '../run-schema.ts'
import { nextRunAfter } from '../schedule.ts'
import type { RunProgress, StoredRun } from './run.ts'
import { queueRun } from './run-store.ts'

/** Runs are leased like the lanes of a queue: one process reads, and another goes on when it dies. */
export const RUN_LEASES: LaneTable = {
  ...{ table: 'warehouse_runs', key: 'id', freeAt: 'leased_until', breaker: 'lane' },
  due: () => `l.state in ('queued', 'running')`,
}

/** Queues the sources whose time has come. @returns how many */
export async function queueDue(db: Database, now: Date): Promise<number> {
  const due = await db.query<{ org_id: number; id: string; schedule: string; next_run_at: Date }>({
    text: `select org_id, id, schedule, next_run_at from warehouse_sources
           where next_run_at <= $1 and not is_paused and schedule is not null order by next_run_at limit 100`,
    values: [now],
  })
  let queued = 0
  for (const { org_id, id, schedule, next_run_at } of due) {
    // Another process may look at the same moment. Only one of them finds the old time.
    const moved = await db.query({
      text: 'update warehouse_sources set next_run_at = $4 where org_id = $1 and id = $2 and next_run_at = $3 returning 1',
      values: [org_id, id, next_run_at, nextRunAfter(schedule, now) ?? new Date(now.getTime() + HOUR_MS)],
    })
    const run = { orgId: org_id, sourceId: id, trigger: 'schedule' as const, by: null }
    if (moved.length > 0 && (await queueRun(db.kysely, run, now)) !== undefined) queued++
  }
  return queued
}

/**
 * Takes the run that has waited longest, unless another run of its source is still held by a process: after a cancel,
 * that one stops soon.
 * @param only this run, for a caller that reads it itself
 */
export async function claimRun(
  session: Session,
  now: Date,
  until: Date,
  only: string | null = null,
): Promise<StoredRun | undefined> {
  const free = await session.query<Claimable>({
    text: `select r.org_id as "orgId", r.id from warehouse_runs r
           where r.state in ('queued', 'running') and r.leased_until <= $1 and ($2::uuid is null or r.id = $2)
             and not exists (select from warehouse_runs o where (o.org_id, o.source_id) = (r.org_id, r.source_id)
               and o.id <> r.id and o.leased_until > $1)
           order by r.queued_at, r.id limit ${CLAIMABLE_MAX}`,
    values: [now, only],
  })
  return claimFirst(free, ({ orgId, id }) =>
    session.query<StoredRun>({
      text: `update warehouse_runs r set leased_until = $4, state = 'running', started_at = coalesce(r.started_at, $3), failures = r.failures + 1
             where r.org_id = $1 and r.id = $2 and r.state in ('queued', 'running') and r.leased_until <= $3
               and not exists (select from warehouse_runs o where o.org_id = $1 and o.source_id = r.source_id
                 and o.id <> r.id and o.leased_until > $3)
             returning *`,
      values: [orgId, id, now, until],
    }),
  )
}

/** Stores how far a run has come. @returns false if somebody has ended it */
export async function saveProgress(
  session: Session,
  { org_id, id }: StoredRun,
  progress: RunProgress,
  days: readonly RunDay[],
): Promise<boolean> {
  const saved = await session.query({
    name: 'warehouse-run-progress',
    text: `update warehouse_runs set progress = $3, days = days || $4::jsonb
           where org_id = $1 and id = $2 and state = 'running' returning 1`,
    values: [org_id, id, JSON.stringify(progress), JSON.stringify(days)],
  })
  return saved.length > 0
}

/** Ends a run. @param failure null: it finished */
export async function endRun(
  session: Session,
  { org_id, id, source_id }: StoredRun,
  failure: string | null,
  now: Date,
): Promise<void> {
  const [last] = await session.query<{ at: Date | null }>({
    text: 'select max(last_event_at) as at from warehouse_partitions where org_id = $1 and source_id = $2',
    values: [org_id, source_id],
  })
  const lateSeconds = last?.at ? Math.round((now.getTime() - last.at.getTime()) / 1_000) : null
  await session.query({
    text: `update warehouse_runs set state = case when $3::text is null then 'finished' else 'failed' end, failure = $3, ended_at = $4,
             progress = progress || $5::jsonb
           where org_id = $1 and id = $2 and state = 'running'`,
    values: [org_id, id, failure, now, JSON.stringify({ late_seconds: lateSeconds })],
  })
}

/** The runs among these that a process holds now. */
export async function heldRuns(
  session: Session,
  ids: readonly string[],
  now: Date,
): Promise<ReadonlySet<string>> {
  const held = await session.query<{ id: string }>({
    text: `select id from warehouse_runs where id = any($1) and state = 'running' and leased_until > $2`,
    values: [ids, now],
  })
  return new Set(held.map(({ id }) => id))
}
