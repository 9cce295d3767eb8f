import { total } from '../../lib/total.ts'
import { markDays } from '../../runtime/db/changed-days.ts'
import type { Session } from '../../runtime/db/session.ts'

/**
 * Changes events, and marks their days.
 * @param text an update of `events e`; $1 is the organisation
 * @param values of the parameters after it
 * @returns how many events were changed
 */
export async function changeEvents(
  session: Session,
  orgId: number,
  text: string,
  values: readonly unknown[],
): Promise<number> {
  const days = await session.query<{ day: Date; count: number }>({
    text: `with changed as (${text} returning coalesce(e.occurred_at, e.received_at) as at)
           select date_trunc('day', at, 'UTC') as day, count(*) from changed group by 1`,
    values: [orgId, ...values],
  })
  await markDays(
    session,
    orgId,
    days.map(({ day }) => day),
  )
  return total(days.map(({ count }) => count))
}
