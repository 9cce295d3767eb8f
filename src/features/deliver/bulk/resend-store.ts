import { firstIdOf } from '../../../lib/id.ts'
import type { Session } from '../../../runtime/db/session.ts'
import { readPeriod } from '../../../runtime/http/period.ts'
import type { ResendFilter } from '../schema.ts'

/** Rows that one step reads: one transaction, which must be short. */
const READ_MAX = 1_000

const FIRST = '00000000-0000-0000-0000-000000000000'

interface Resent {
  /** Messages that are queued again. Messages whose recipient is no longer stored are left out. */
  readonly changed: number
  /** The last id that was read; null at the end. */
  readonly last: string | null
}

/**
 * Queues the next messages of a state again, in the order of their ids.
 * @param until only messages that were requested before this moment
 */
export async function resendNext(
  session: Session,
  orgId: number,
  filter: ResendFilter,
  { after, until, now }: { readonly after: string | null; readonly until: Date; readonly now: Date },
): Promise<Resent> {
  const { from, to } = readPeriod(filter)
  const [row] = await session.query<{ read: number; changed: number; last: string | null }>({
    text: `with d as (
             select * from deliveries where org_id = $1 and state = $2 and id > $3 and id >= $4 and id < $5
             order by id limit $6),
           changed as (
             update deliveries set state = 'queued', attempts = 0, due_at = $7, finished_at = null
             where org_id = $1 and state = $2 and id = any(array(
               select d.id from d where coalesce(d.user_id, d.email, d.phone) is not null
                 and ($8::text is null or d.transport = $8) and ($9::text is null or d.template_id = $9)
                 and ($10::text is null or d.reason = $10) and ($11::uuid[] is null or d.id = any($11))))
             returning id)
           select (select count(*) from d) as read, (select count(*) from changed) as changed,
             (select d.id from d order by d.id desc limit 1) as last`,
    values: [
      ...[orgId, filter.state, after ?? FIRST, firstIdOf(from ?? new Date(0))],
      ...[firstIdOf(to !== undefined && to < until ? to : until), READ_MAX, now],
      ...[filter.transport ?? null, filter.template ?? null, filter.reason ?? null, filter.ids ?? null],
    ],
  })
  const { read = 0, changed = 0, last = null } = row ?? {}
  return { changed, last: read < READ_MAX ? null : last }
}
