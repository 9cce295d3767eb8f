import type { Database, Session } from '../../runtime/db/session.ts'

/** What one organisation has to write to one platform. One process at a time is at it. */
export interface Lane {
  readonly orgId: number
  readonly platform: string
  /** Calls that have failed one after the other. */
  readonly failures: number
}

/** A write that is due. */
export interface DueWrite {
  readonly id: string
  readonly templateId: string
  readonly copyId: string
  readonly userId: string | null
  readonly email: string | null
  readonly trackingId: string
  readonly vars: Readonly<Record<string, string>>
  /** Calls that were made for it and failed. */
  readonly attempts: number
}

/** What became of a write. */
export interface Outcome {
  readonly id: string
  readonly state: 'sent' | 'waiting' | 'dead'
  readonly attempts: number
  readonly dueAt: Date
  readonly status: number | null
  readonly reason: string | null
}

/**
 * Takes the lanes that are free and have something due. They are free again at `until` if this process dies;
 * what it has written by then is written once more, which changes nothing.
 */
export const claimLanes = (session: Session, now: Date, until: Date): Promise<readonly Lane[]> =>
  session.query({
    name: 'profiles-claim',
    text: `update profile_lanes l set free_at = $2 where l.free_at <= $1 and exists (
             select from profile_writes w where w.org_id = l.org_id and w.platform = l.platform and w.state = 'waiting' and w.due_at <= $1)
           returning org_id as "orgId", platform, failures`,
    values: [now, until],
  })

/**
 * The writes that have been due longest. An older one must not undo a newer one of the same person and
 * template: those that a later choice has overtaken are taken out.
 */
export async function loadDueWrites(
  session: Session,
  { orgId, platform }: Lane,
  now: Date,
  countMax: number,
): Promise<readonly DueWrite[]> {
  await session.query({
    name: 'profiles-supersede',
    text: `update profile_writes w set state = 'superseded', finished_at = $3, vars = '{}', reason = 'A later choice for the same person took its place.'
           where w.org_id = $1 and w.platform = $2 and w.state = 'waiting' and w.due_at <= $3 and exists (
             select from profile_writes newer where newer.org_id = w.org_id and newer.user_key = w.user_key and newer.id > w.id
               and newer.platform = w.platform and newer.template_id = w.template_id and newer.state in ('waiting', 'sent'))`,
    values: [orgId, platform, now],
  })
  return session.query({
    name: 'profiles-due',
    text: `select id, template_id as "templateId", variant_id as "copyId", user_id as "userId", email, tracking_id as "trackingId", vars, attempts
           from profile_writes where org_id = $1 and platform = $2 and state = 'waiting' and due_at <= $3
           order by due_at, id limit $4`,
    values: [orgId, platform, now, countMax],
  })
}

/** Writes what became of a lane's writes, and frees it at a moment, all or nothing. */
export async function leaveLane(
  db: Database,
  { orgId, platform, failures }: Lane,
  outcomes: readonly Outcome[],
  freeAt: Date,
  now: Date,
): Promise<void> {
  await db.transaction(async session => {
    if (outcomes.length > 0) {
      await session.query({
        name: 'profiles-outcomes',
        text: `update profile_writes w set state = given.state, attempts = given.attempts, due_at = given.due_at, status = given.status,
                 reason = given.reason, finished_at = case when given.state = 'waiting' then null else $2::timestamptz end,
                 vars = case when given.state = 'sent' then '{}' else w.vars end
               from unnest($3::uuid[], $4::text[], $5::int[], $6::timestamptz[], $7::int[], $8::text[]) as given (id, state, attempts, due_at, status, reason)
               where w.org_id = $1 and w.id = given.id`,
        values: [
          orgId,
          now,
          outcomes.map(({ id }) => id),
          outcomes.map(({ state }) => state),
          outcomes.map(({ attempts }) => attempts),
          outcomes.map(({ dueAt }) => dueAt),
          outcomes.map(({ status }) => status),
          outcomes.map(({ reason }) => reason),
        ],
      })
    }
    await session.query({
      name: 'profiles-leave',
      text: 'update profile_lanes set free_at = $3, failures = $4 where org_id = $1 and platform = $2',
      values: [orgId, platform, freeAt, failures],
    })
  })
}
