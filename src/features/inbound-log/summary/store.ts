import { firstIdOf } from '../../../lib/id.ts'
import type { Session } from '../../../runtime/db/session.ts'
import type { RequestsSummary, SummaryQuery } from './schema.ts'
import { readSpan, type Span, summarise, type Tally } from './summary.ts'

/** Waiting calls are read from an index of them alone. After an outage there can be very many. */
const WAITING_MAX = 100_000

/**
 * The calls of a period by outcome and time, from sums: the duration does not depend on the number of calls.
 * @throws Problem invalid-request if the period cannot be read
 */
export async function summariseRequests(
  session: Session,
  orgId: number,
  query: SummaryQuery,
  now: Date,
): Promise<RequestsSummary> {
  const span = readSpan(query, now)
  const platform = query.platform ?? null
  const settled = await loadSettled(session, orgId, span, platform)
  const waiting = await loadWaiting(session, orgId, span, platform)
  return summarise(span, [...settled, ...waiting], await loadBegin(session))
}

const loadSettled = (
  session: Session,
  orgId: number,
  { from, to, lengthMs }: Span,
  platform: string | null,
): Promise<readonly Tally[]> =>
  session.query({
    name: 'requests-summary',
    text: `select to_timestamp(floor(extract(epoch from minute) / $4) * $4) as at, platform, outcome, reason, standing, sum(count)::int as count
           from request_minutes
           where org_id = $1 and minute >= $2 and minute < $3 and ($5::text is null or platform = $5)
           group by 1, 2, 3, 4, 5 having sum(count) > 0`,
    values: [orgId, from, to, lengthMs / 1000, platform],
  })

const loadWaiting = (
  session: Session,
  orgId: number,
  { from, to, lengthMs }: Span,
  platform: string | null,
): Promise<readonly Tally[]> =>
  session.query({
    name: 'requests-summary-waiting',
    text: `select to_timestamp(floor(extract(epoch from received_at) / $6) * $6) as at, platform, 'waiting' as outcome, '' as reason,
             'waiting' as standing, count(*)::int as count
           from (select received_at, platform from inbound_requests
                 where org_id = $1 and processed_at is null and outcome is null
                   and id >= $2 and received_at >= $3 and id < $4 and received_at < $5 and ($7::text is null or platform = $7)
                 limit ${WAITING_MAX}) waiting
           group by 1, 2`,
    values: [orgId, firstIdOf(from), from, firstIdOf(to), to, lengthMs / 1000, platform],
  })

/** The moment from which calls are tallied: null if all are. */
async function loadBegin(session: Session): Promise<Date | null> {
  const [row] = await session.query<{ value: string }>({
    name: 'requests-summary-begin',
    text: "select value from instance_settings where key = 'requests_tallied_since'",
  })
  return row ? new Date(row.value) : null
}
