import type { Kysely } from 'kysely'
import { createId, isId } from '../../lib/id.ts'
import { CLAIMABLE_MAX, type Claimable, claimFirst } from '../db/by-org/claim-first.ts'
import type { Database, Session } from '../db/session.ts'
import type { Tables } from '../db/tables.ts'
import { type Page, readCursor, toPage } from '../http/page.ts'
import { Problem } from '../http/problem.ts'
import type { Advance, StoredJob } from './job.ts'
import { type JobsQuery, type JobView, showJob } from './schema.ts'

export interface NewJob {
  readonly orgId: number
  readonly kind: string
  readonly input: object
  readonly total: number
  /** Who starts it, in words. */
  readonly by: string | null
}

const SAME_KIND_MAX = 4

/** @throws Problem too-many-requests if the organisation has several unfinished jobs of the kind */
export async function insertJob(kysely: Kysely<Tables>, given: NewJob, now: Date): Promise<StoredJob> {
  const { orgId, kind, input, total, by } = given
  const running = await kysely
    .selectFrom('jobs')
    .select('id')
    .where('org_id', '=', orgId)
    .where('kind', '=', kind)
    .where('state', '=', 'running')
    .limit(SAME_KIND_MAX)
    .execute()
  if (running.length >= SAME_KIND_MAX)
    throw new Problem(
      'too-many-requests',
      `${SAME_KIND_MAX} jobs of this kind are running. Wait for one of them, or cancel it.`,
    )
  return kysely
    .insertInto('jobs')
    .values({
      ...{ org_id: orgId, id: createId(now.getTime()), kind, input: JSON.stringify(input), total },
      ...{ created_at: now, created_by: by },
    })
    .returningAll()
    .executeTakeFirstOrThrow()
}

/** @throws Problem not-found */
export async function findJob(
  kysely: Kysely<Tables>,
  orgId: number,
  id: string,
  kind?: string,
): Promise<StoredJob> {
  const row = isId(id)
    ? await kysely
        .selectFrom('jobs')
        .selectAll()
        .where('org_id', '=', orgId)
        .where('id', '=', id)
        .$if(kind !== undefined, select => select.where('kind', '=', kind ?? ''))
        .executeTakeFirst()
    : undefined
  if (row) return row
  throw new Problem('not-found', `There is no job "${id}", or it is no longer kept.`)
}

/** Newest first. @throws Problem invalid-request if the cursor cannot be read */
export async function listJobs(
  { kysely }: Database,
  orgId: number,
  { kind, state, cursor, limit }: JobsQuery,
): Promise<Page<JobView>> {
  const last = readCursor(cursor, isId)
  const rows = await kysely
    .selectFrom('jobs')
    .selectAll()
    .where('org_id', '=', orgId)
    .$if(kind !== undefined, select => select.where('kind', '=', kind ?? ''))
    .$if(state !== undefined, select => select.where('state', '=', state ?? ''))
    .$if(last !== '', select => select.where('id', '<', last))
    .orderBy('id', 'desc')
    .limit(limit + 1)
    .execute()
  return toPage(rows, limit, ({ id }) => id, showJob)
}

/**
 * Ends a job before its next step. What is done stays done.
 * @throws Problem not-found, or conflict if it has ended
 */
export async function cancelJob(
  db: Database,
  orgId: number,
  id: string,
  now: Date,
  kind?: string,
): Promise<StoredJob> {
  const present = await findJob(db.kysely, orgId, id, kind)
  const canceled = await db.kysely
    .updateTable('jobs')
    .set({ state: 'canceled', finished_at: now })
    .where('org_id', '=', orgId)
    .where('id', '=', present.id)
    .where('state', '=', 'running')
    .returningAll()
    .executeTakeFirst()
  if (canceled) return canceled
  const { state } = await findJob(db.kysely, orgId, id)
  throw new Problem('conflict', `The job is ${state} already. There is nothing to cancel.`)
}

/**
 * Takes the job that has waited longest, for a while. A process that dies keeps nobody waiting longer than that. The end
 * of the lease is the token of this process.
 * @param only this job, for a caller that waits for its first step
 */
export async function claimJob(
  session: Session,
  now: Date,
  leaseMs: number,
  only: string | null = null,
): Promise<StoredJob | undefined> {
  const free = await session.query<Claimable>({
    text: `select org_id as "orgId", id from jobs where state = 'running' and leased_until <= $1 and ($2::uuid is null or id = $2)
           order by leased_until, id limit ${CLAIMABLE_MAX}`,
    values: [now, only],
  })
  return claimFirst(free, ({ orgId, id }) =>
    session.query<StoredJob>({
      text: `update jobs set leased_until = $4 where org_id = $1 and id = $2 and state = 'running' and leased_until <= $3
             returning *`,
      values: [orgId, id, now, new Date(now.getTime() + leaseMs)],
    }),
  )
}

/** Whether this process still holds the job. The row stays locked until the end of the transaction. */
export async function holdJob(session: Session, { org_id, id, leased_until }: StoredJob): Promise<boolean> {
  const held = await session.query({
    text: `select from jobs where org_id = $1 and id = $2 and state = 'running' and leased_until = $3 for update`,
    values: [org_id, id, leased_until],
  })
  return held.length > 0
}

/** Adds the progress of a step, and frees the job for the next one. */
export async function saveAdvance(
  session: Session,
  { org_id, id }: StoredJob,
  { done, changed, cursor, result, isEnd }: Advance<unknown>,
  now: Date,
): Promise<void> {
  await session.query({
    text: `update jobs set done = done + $3, changed = changed + $4, cursor = $5, result = coalesce($6, result),
             total = case when $7 then done + $3 else greatest(total, done + $3) end,
             state = case when $7 then 'finished' else state end,
             finished_at = case when $7 then $8::timestamptz end, leased_until = $8
           where org_id = $1 and id = $2`,
    values: [
      ...[org_id, id, done, changed, cursor === null ? null : JSON.stringify(cursor)],
      ...[result === undefined ? null : JSON.stringify(result), isEnd, now],
    ],
  })
}

/** Ends a job whose step threw. */
export async function failJob(
  { kysely }: Database,
  { org_id, id, leased_until }: StoredJob,
  failure: string,
  now: Date,
) {
  await kysely
    .updateTable('jobs')
    .set({ state: 'failed', failure, finished_at: now })
    .where('org_id', '=', org_id)
    .where('id', '=', id)
    .where('state', '=', 'running')
    .where('leased_until', '=', leased_until)
    .execute()
}

/** Deletes ended jobs. @param before of their end */
export async function forgetOldJobs({ kysely }: Database, before: Date): Promise<void> {
  await kysely.deleteFrom('jobs').where('state', '<>', 'running').where('finished_at', '<', before).execute()
}
