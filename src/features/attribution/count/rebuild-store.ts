import { AGE_EDGES_MS } from '../../../core/measure/cohort.ts'
import { TIMED_MEASURES } from '../../../core/measure/measures.ts'
import { SPAN_MINUTES } from '../../../core/measure/spans.ts'
import { NO_VARIANT } from '../../../runtime/catalog/catalog.ts'
import type { Session } from '../../../runtime/db/session.ts'
import {
  ADDING_COHORTS,
  COHORT_SUMS,
  COHORTS_IN_ORDER,
  fineSpan,
  isEven,
  isInExperiment,
  sumsOfWeights,
} from '../../../runtime/db/sql/cohort-sql.ts'

/** The decision ids of all messages of a template about which something was reported, in order of time. */
export async function loadMessageIds(
  session: Session,
  orgId: number,
  templateId: string,
): Promise<readonly string[]> {
  const rows = await session.query<{ id: string }>({
    text: 'select decision_id as id from messages where org_id = $1 and template_id = $2 order by decided_at, decision_id',
    values: [orgId, templateId],
  })
  return rows.map(({ id }) => id)
}

/** The decision ids of the messages of a template that have revenue, or a custom metric. */
export async function loadIdsWithAmounts(
  session: Session,
  orgId: number,
  templateId: string,
): Promise<readonly string[]> {
  const rows = await session.query<{ id: string }>({
    text: `select decision_id as id from messages where org_id = $1 and template_id = $2 and (revenue <> '{}' or metrics <> '{}')`,
    values: [orgId, templateId],
  })
  return rows.map(({ id }) => id)
}

const PLACE = 'variant_id, arm, cell, is_even, starts_at'

// One statement adds the differences, so it reads the counts and the decisions of the same moment. Decisions that the
// ledger adds meanwhile are in neither.
const CORRECT = `
  with counted as (
    select coalesce(d.variant_id, '${NO_VARIANT}') as variant_id, d.arm, d.cell, ${isEven('d')} as is_even, d.propensity, d.decided_at,
      coalesce(m.sent_at, d.decided_at) as base, m.*
    from decisions d left join lateral (
      select metrics, ${TIMED_MEASURES.map(({ moment }) => moment).join(', ')}
      from messages m where (m.org_id, m.decision_id, m.decided_at) = ($1, d.id, d.decided_at) offset 0) m on true
    where d.org_id = $1 and d.template_id = $2 and ${isInExperiment('d')}
  ), happened as (
    select variant_id, arm, cell, is_even, ${fineSpan('decided_at')} as starts_at, 'decision' as measure, 0 as age, propensity from counted
    union all
    select variant_id, arm, cell, is_even, ${fineSpan('base')}, measure,
      greatest(width_bucket(extract(epoch from moment - base) * 1000, $3::numeric[]) - 1, 0), propensity
    from counted cross join lateral (values ${TIMED_MEASURES.map(({ name, moment }) => `('${name}', ${moment})`).join(', ')}) as seen (measure, moment)
    where moment is not null
    union all
    select variant_id, arm, cell, is_even, ${fineSpan('base')}, 'custom:' || fact.key,
      greatest(width_bucket((fact.value->>'at')::numeric - extract(epoch from base) * 1000, $3::numeric[]) - 1, 0), propensity
    from counted cross join lateral jsonb_each(metrics) as fact
  ), sums as (
    select ${PLACE}, ${SPAN_MINUTES.fine} as minutes, measure, age, count(*) as count, ${sumsOfWeights('propensity')}
    from happened where starts_at >= $4 group by ${PLACE}, measure, age
    union all
    select ${PLACE}, minutes, measure, age, ${COHORT_SUMS.map(name => `-${name}`).join(', ')}
    from cohort_counts where org_id = $1 and template_id = $2 and starts_at >= $4
  ), differences as (
    select $1::int as org_id, $2::text as template_id, ${PLACE}, minutes, measure, age, ${COHORT_SUMS.map(name => `sum(${name})::bigint as ${name}`).join(', ')}
    from sums group by ${PLACE}, minutes, measure, age having ${COHORT_SUMS.map(name => `sum(${name}) <> 0`).join(' or ')}
  ), corrected as (
    insert into cohort_counts as sums (org_id, template_id, ${PLACE}, minutes, measure, age, ${COHORT_SUMS.join(', ')})
    select org_id, template_id, ${PLACE}, minutes, measure, age, ${COHORT_SUMS.join(', ')} from differences
    order by ${COHORTS_IN_ORDER}, measure collate "C" ${ADDING_COHORTS}
  )
  select count(*) as count from (
    select 1 from differences group by variant_id, arm, cell, is_even, measure, age having ${COHORT_SUMS.map(name => `sum(${name}) <> 0`).join(' or ')}) wrong`

/**
 * Corrects the counts by send time and age of one template, for messages sent at or after a moment. The caller's
 * transaction holds the organisation's lock.
 * @returns the number of sums over all time that were wrong
 */
export async function correctCohorts(
  session: Session,
  orgId: number,
  templateId: string,
  since: Date,
): Promise<number> {
  const [row] = await session.query<{ count: number }>({
    text: CORRECT,
    values: [orgId, templateId, AGE_EDGES_MS, since],
  })
  return row?.count ?? 0
}
