import { sql, type Transaction } from 'kysely'
import { firstIdOf } from '../../../lib/id.ts'
import type { Session } from '../../../runtime/db/session.ts'
import type { Tables } from '../../../runtime/db/tables.ts'

/** Where the next step begins. */
export interface Place {
  /** The last event that was looked at. Ids are in the order of arrival. */
  readonly after: string
}

const FIRST = firstIdOf(new Date(0))

// The words of a choice: names, types, or * for all.
const NAMED = `($2::text[] @> '{*}' or type = any($2::text[]) or lower(name) = any($2::text[]))`

/** Loads the next events that these choices are about, in the order of their arrival. */
export const loadNamed = (
  session: Session,
  orgId: number,
  events: readonly string[],
  from: Place | null,
  countMax: number,
): Promise<readonly { readonly eventId: string; readonly receivedAt: Date }[]> =>
  session.query({
    name: 'ingest-named-events',
    text: `select id as "eventId", received_at as "receivedAt" from events
           where org_id = $1 and id > $3 and ${NAMED} order by id limit $4`,
    values: [orgId, events, from?.after ?? FIRST, countMax],
  })

/** The number of stored events that these choices are about. */
export async function countNamed(
  transaction: Transaction<Tables>,
  orgId: number,
  events: readonly string[],
): Promise<number> {
  const words = sql`${events}::text[]`
  const { rows } = await sql<{ count: number }>`
    select coalesce(sum(webhook + warehouse), 0)::float8 as count from channel_days
    where org_id = ${orgId} and (${words} @> '{*}' or type = any(${words}) or name = any(${words}))`.execute(
    transaction,
  )
  return rows[0]?.count ?? 0
}
