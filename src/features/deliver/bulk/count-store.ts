import { firstIdOf } from '../../../lib/id.ts'
import type { Session } from '../../../runtime/db/session.ts'
import { readPeriod } from '../../../runtime/http/period.ts'
import { COUNTED_MAX } from '../../../runtime/lists/tally.ts'
import { DELIVERY_STATES, type DeliveryState, type DeliverySummary, type SummaryQuery } from '../schema.ts'

const REASONS_MAX = 20
/** Later than every id. */
const NEVER = new Date(0xffff_ffff_ffff)

interface Counted {
  readonly state: DeliveryState
  readonly reason: string | null
  /** Rows that were read, whether they match or not. */
  readonly read: number
  readonly count: number
}

/**
 * The messages of an organisation by state, and the reasons. Of each state only the newest are read, so the cost does
 * not grow with the number of messages.
 * @throws Problem invalid-request if a time cannot be read
 */
export async function summariseDeliveries(
  session: Session,
  orgId: number,
  { state, transport, template, reason, ...query }: SummaryQuery,
): Promise<DeliverySummary> {
  const { from, to } = readPeriod(query)
  const counted = await session.query<Counted>({
    text: DELIVERY_STATES.map(
      each => `select '${each}' as state, d.reason, count(*) as read, count(*) filter (
                 where ($5::text is null or d.transport = $5) and ($6::text is null or d.template_id = $6)) as count
               from (select reason, transport, template_id from deliveries
                     where org_id = $1 and state = '${each}' and id >= $3 and id < $4 order by id desc limit $2) d
               group by d.reason`,
    ).join(' union all '),
    values: [
      ...[orgId, COUNTED_MAX + 1, firstIdOf(from ?? new Date(0)), firstIdOf(to ?? NEVER)],
      ...[transport ?? null, template ?? null],
    ],
  })
  return summaryOf(counted, state, reason)
}

const WITH_REASONS: readonly DeliveryState[] = ['queued', 'unknown', 'dead']

/** Pure: the states by the reason, and the reasons by the state. */
function summaryOf(
  counted: readonly Counted[],
  state: DeliveryState | undefined,
  reason: string | undefined,
): DeliverySummary {
  const sum = (of: readonly Counted[], what: 'read' | 'count') =>
    of.reduce((total, each) => total + each[what], 0)
  const byState = (name: DeliveryState) => {
    const of = counted.filter(each => each.state === name)
    const matching = of.filter(each => reason === undefined || each.reason === reason)
    return { count: sum(matching, 'count'), complete: sum(of, 'read') <= COUNTED_MAX }
  }
  const reasons = new Map<string, number>()
  for (const each of counted)
    if (each.reason !== null && (state === undefined ? WITH_REASONS : [state]).includes(each.state))
      reasons.set(each.reason, (reasons.get(each.reason) ?? 0) + each.count)
  return {
    by_state: {
      queued: byState('queued'),
      sending: byState('sending'),
      sent: byState('sent'),
      unknown: byState('unknown'),
      dead: byState('dead'),
      canceled: byState('canceled'),
    },
    by_reason: [...reasons]
      .map(([text, count]) => ({ reason: text, count }))
      .filter(({ count }) => count > 0)
      .toSorted((a, b) => b.count - a.count)
      .slice(0, REASONS_MAX),
  }
}
