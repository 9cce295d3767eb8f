import { rows } from '../../../runtime/db/rows.ts'
import type { Database, Session } from '../../../runtime/db/session.ts'
import { COUNTED_MAX } from '../../../runtime/lists/tally.ts'
import { fieldsOf, isWithinStatus, periodOf } from './filter.ts'
import { DELIVERY_STATES, type DeliverySummary, type SummaryQuery } from './schema.ts'

interface Counted {
  readonly state: (typeof DELIVERY_STATES)[number]
  readonly status: number | null
  /** Rows that were read, whether they match or not. */
  readonly read: number
  readonly count: number
}

/**
 * The deliveries of a webhook by state and by status. Of each state only the newest are read, so the cost does not
 * grow with the number of deliveries.
 */
export async function summariseDeliveries(
  session: Session,
  orgId: number,
  webhookId: string,
  { state, status, ...filter }: SummaryQuery,
): Promise<DeliverySummary> {
  const period = periodOf(filter, 4)
  const fields = fieldsOf(filter, 4 + period.values.length)
  const counted = await session.query<Counted>({
    text: DELIVERY_STATES.map(
      each => `select '${each}' as state, d.status, count(*) as read, count(*) filter (where ${fields.sql}) as count
               from (select d.id, d.status, d.template_id, d.request_id from feedback_deliveries d
                     where d.org_id = $1 and d.webhook_id = $2 and d.state = '${each}' and ${period.sql}
                     order by d.created_at desc, d.seq desc limit $3) d
               group by d.status`,
    ).join(' union all '),
    values: [orgId, webhookId, COUNTED_MAX + 1, ...period.values, ...fields.values],
  })
  return summaryOf(counted, state, status)
}

/** Pure: the states by the status filter, and the statuses by the state filter. */
function summaryOf(
  counted: readonly Counted[],
  state: SummaryQuery['state'],
  status: string | undefined,
): DeliverySummary {
  const sum = (of: readonly Counted[], what: 'read' | 'count') =>
    of.reduce((total, each) => total + each[what], 0)
  const byState = (name: Counted['state']) => {
    const of = counted.filter(each => each.state === name)
    const matching = of.filter(each => isWithinStatus(status, each.status))
    return { count: sum(matching, 'count'), complete: sum(of, 'read') <= COUNTED_MAX }
  }
  const wanted = counted.filter(each => state === undefined || each.state === state)
  const statuses = [...new Set(wanted.map(each => each.status))]
  return {
    by_state: {
      waiting: byState('waiting'),
      delivered: byState('delivered'),
      failed: byState('failed'),
    },
    by_status: statuses
      .map(each => ({
        status: each,
        count: sum(
          wanted.filter(row => row.status === each),
          'count',
        ),
      }))
      .filter(({ count }) => count > 0)
      .toSorted((a, b) => b.count - a.count),
  }
}

const WEBHOOKS = rows<string>({ id: ['uuid', id => id] }, { as: 'w' })

/** How many deliveries of each webhook wait, and how many were given up: each from an index of those alone. */
export async function countDeliveries(
  db: Database,
  orgId: number,
  webhookIds: readonly string[],
): Promise<ReadonlyMap<string, Counts>> {
  if (webhookIds.length === 0) return new Map()
  const count = (state: 'waiting' | 'failed') =>
    `(select count(*) from feedback_deliveries d where d.org_id = $1 and d.webhook_id = w.id and d.state = '${state}')`
  const counts = await db.query<Counts & { id: string }>({
    text: `select w.id, ${count('waiting')} as waiting, ${count('failed')} as failed from ${WEBHOOKS.sql}`,
    values: [orgId, ...WEBHOOKS.values(webhookIds)],
  })
  return new Map(counts.map(({ id, waiting, failed }) => [id, { waiting, failed }]))
}

interface Counts {
  readonly waiting: number
  readonly failed: number
}
