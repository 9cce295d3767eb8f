import { NO_VARIANT } from '../../../runtime/catalog/catalog.ts'
import { rows } from '../../../runtime/db/rows.ts'
import type { Session } from '../../../runtime/db/session.ts'
import { EXTERNAL_CONTROL } from '../../../runtime/db/sql/cohort-sql.ts'
import type { MetricChange } from './metric-changes.ts'

// The sums of custom metrics. The caller's transaction holds the organisation's lock.

export async function addMetrics(
  session: Session,
  orgId: number,
  changes: readonly MetricChange[],
): Promise<void> {
  if (changes.length === 0) return
  await session.query({
    name: 'recount-metrics',
    text: `insert into variant_metrics as sums (org_id, ${CHANGES.columns}) select $1, * from ${CHANGES.sql}
           on conflict (org_id, template_id, variant_id, arm, hour, metric) do update set
             messages = sums.messages + excluded.messages, amount = sums.amount + excluded.amount, squares = sums.squares + excluded.squares`,
    values: [orgId, ...CHANGES.values(changes)],
  })
}

const CHANGES = rows<MetricChange>({
  template_id: ['text', ({ templateId }) => templateId],
  variant_id: ['uuid', ({ variantId }) => variantId],
  arm: ['text', ({ arm }) => arm],
  hour: ['timestamptz', ({ hour }) => hour],
  metric: ['text', ({ metric }) => metric],
  messages: ['bigint', ({ messages }) => messages],
  amount: ['numeric', ({ amount }) => amount],
  squares: ['numeric', ({ squares }) => squares],
})

/**
 * Makes the sums of one template anew from its messages, for decisions at or after a moment.
 * @returns the number of sums over all time that were wrong
 */
export async function correctMetrics(
  session: Session,
  orgId: number,
  templateId: string,
  since: Date,
): Promise<number> {
  const [row] = await session.query<{ count: number }>({
    text: CORRECT,
    values: [orgId, templateId, since],
  })
  return row?.count ?? 0
}

const CORRECT = `
  with counted as (
    select coalesce(d.variant_id, '${NO_VARIANT}') as variant_id, d.arm, date_trunc('hour', d.decided_at, 'UTC') as hour,
      fact.key as metric, count(*) as messages, sum((fact.value->>'amount')::numeric) as amount,
      sum((fact.value->>'amount')::numeric ^ 2) as squares
    from messages m join decisions d on (d.org_id, d.id, d.decided_at) = (m.org_id, m.decision_id, m.decided_at)
      cross join lateral jsonb_each(m.metrics) as fact
    where m.org_id = $1 and m.template_id = $2 and m.decided_at >= $3 and d.counted
      and (d.variant_id is not null or d.reason = '${EXTERNAL_CONTROL}')
    group by 1, 2, 3, 4
    union all
    select variant_id, arm, hour, metric, -messages, -amount, -squares
    from variant_metrics where org_id = $1 and template_id = $2 and hour >= $3
  ), differences as (
    select variant_id, arm, hour, metric, sum(messages)::bigint as messages, sum(amount) as amount, sum(squares) as squares
    from counted group by 1, 2, 3, 4 having sum(messages) <> 0 or sum(amount) <> 0 or sum(squares) <> 0
  ), corrected as (
    insert into variant_metrics as sums (org_id, template_id, variant_id, arm, hour, metric, messages, amount, squares)
    select $1, $2, * from differences
    on conflict (org_id, template_id, variant_id, arm, hour, metric) do update set
      messages = sums.messages + excluded.messages, amount = sums.amount + excluded.amount, squares = sums.squares + excluded.squares
  )
  select count(distinct (variant_id, arm, metric)) as count from differences`
