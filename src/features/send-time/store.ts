import type { Session } from '../../runtime/db/session.ts'
import type { Sighting } from './responses-by-hour.ts'

/** A period: `from` is included, `until` is not. */
export interface Period {
  readonly from: Date
  readonly until: Date
}

/**
 * Sends and responses by hour in UTC.
 * @param templateId null for all templates together
 */
export function loadHours(
  session: Session,
  orgId: number,
  templateId: string | null,
  { from, until }: Period,
): Promise<readonly Sighting[]> {
  if (templateId === null)
    return session.query({
      name: 'delay-hours-of-org',
      text: `select hour as at, sum(sends)::bigint as sends, sum(responses)::bigint as responses from send_hours
             where org_id = $1 and hour >= $2 and hour < $3 group by hour`,
      values: [orgId, from, until],
    })
  return session.query({
    name: 'delay-hours-of-template',
    text: `select hour as at, sends, responses from send_hours
           where org_id = $1 and template_id = $2 and hour >= $3 and hour < $4`,
    values: [orgId, templateId, from, until],
  })
}

// A shared mailbox may be linked to thousands of user ids, which are not one person.
const NAMES_MAX = 20
const MESSAGES_MAX = 200

/**
 * The times of sends to the person and of the person's responses, under all known ids.
 * @param names a user id, an address in lower case, or both
 */
export async function loadHistory(
  session: Session,
  orgId: number,
  names: readonly string[],
  from: Date,
): Promise<readonly Sighting[]> {
  const rows = await session.query<{ sent_at: Date | null; responded_at: Date | null }>({
    name: 'delay-history',
    text: `with linked as (
             select email as name from person_links where org_id = $1 and user_id = any($2)
             union select user_id from person_links where org_id = $1 and email = any($2)
             union select user_key from decisions where org_id = $1 and email = any($2) and decided_at >= $3 and user_key is not null
           )
           select sent_at, responded_at from messages
           where org_id = $1 and decided_at >= $3 and (sent_at is not null or responded_at is not null)
             and user_key = any(array(select unnest($2::text[]) union select name from linked where (select count(*) from linked) <= ${NAMES_MAX}))
           order by decided_at desc limit ${MESSAGES_MAX}`,
    values: [orgId, names, from],
  })
  return rows.flatMap(({ sent_at, responded_at }) => [
    ...(sent_at ? [{ at: sent_at, sends: 1, responses: 0 }] : []),
    ...(responded_at ? [{ at: responded_at, sends: 0, responses: 1 }] : []),
  ])
}

/** Deletes expired answers. */
export async function forgetSendTimes(session: Session, now: Date): Promise<void> {
  await session.query({ text: 'delete from send_times where expires_at <= $1', values: [now] })
}
