import type { Session } from '../../runtime/db/session.ts'

export interface FoundName {
  readonly name: string
  readonly lastSeenAt: Date
}

/**
 * Of these names, those with a decision or an event. Each costs a few look-ups.
 * @param column `user_key` for user ids, `email` for addresses
 */
export function findNamed(
  session: Session,
  orgId: number,
  names: readonly string[],
  column: 'user_key' | 'email',
): Promise<readonly FoundName[]> {
  return session.query({
    name: `people-named-${column}`,
    text: `select name, at as "lastSeenAt" from unnest($2::text[]) as wanted (name) cross join lateral (
             select max(at) as at from (
               (select decided_at as at from decisions where org_id = $1 and ${column} = name order by decided_at desc limit 1)
               union all
               (select received_at from events where org_id = $1 and ${column} = name order by received_at desc limit 1)) rows) latest
           where at is not null`,
    values: [orgId, names],
  })
}

/** The people of the messages and events with a tracking id, latest first. */
export function findTracked(
  session: Session,
  orgId: number,
  trackingId: string,
  countMax: number,
): Promise<readonly FoundName[]> {
  return session.query({
    name: 'people-tracked',
    text: `select name, max(at) as "lastSeenAt" from (
             (select coalesce(user_key, email) as name, decided_at as at from decisions
              where org_id = $1 and tracking_id = $2 order by decided_at desc limit 100)
             union all
             (select coalesce(user_key, email), received_at from events
              where org_id = $1 and tracking_id = $2 order by received_at desc limit 100)) tracked
           where name is not null group by name order by 2 desc, 1 limit $3`,
    values: [orgId, trackingId, countMax],
  })
}
