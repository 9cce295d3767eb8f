import { SPAN_MINUTES, spanLimits } from '../../../core/measure/spans.ts'
import { lockOrg } from '../../../runtime/db/by-org/org-lock.ts'
import type { Database } from '../../../runtime/db/session.ts'
import { ADDING_COHORTS, COHORT_SUMS, COHORTS_IN_ORDER, spanOf } from '../../../runtime/db/sql/cohort-sql.ts'

// Inserted spans are wider than deleted ones, so no row is both deleted and inserted.
const COMPACT = `
  with old as (
    delete from cohort_counts where org_id = $1 and template_id = $2
      and (minutes < ${SPAN_MINUTES.medium} and starts_at < $3 or minutes < ${SPAN_MINUTES.coarse} and starts_at < $4)
    returning *
  ), spans as (
    select org_id, template_id, measure, variant_id, arm, cell, is_even,
      ${spanOf({ coarse: '$4', hasMinutes: false }).from} as starts_at,
      case when starts_at < $4 then ${SPAN_MINUTES.coarse} else ${SPAN_MINUTES.medium} end as minutes,
      age, ${COHORT_SUMS.join(', ')}
    from old
  )
  insert into cohort_counts as sums (org_id, template_id, measure, variant_id, arm, cell, is_even, starts_at, minutes, age, ${COHORT_SUMS.join(', ')})
  select org_id, template_id, measure, variant_id, arm, cell, is_even, starts_at, minutes, age, ${COHORT_SUMS.map(name => `sum(${name})::bigint`).join(', ')}
  from spans group by 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 having ${COHORT_SUMS.map(name => `sum(${name}) <> 0`).join(' or ')}
  order by ${COHORTS_IN_ORDER}, measure collate "C" ${ADDING_COHORTS}`

/**
 * Merges the counts of old messages into wider spans, see `spanLimits`. No sum changes. Later reports are counted in a
 * new row and merged the next time.
 */
export async function compactCohorts(db: Database, now: Date): Promise<void> {
  const orgs = await db.query<{ id: number }>({ text: 'select id from orgs order by id' })
  for (const { id } of orgs) await compactOrg(db, id, now)
}

async function compactOrg(db: Database, orgId: number, now: Date): Promise<void> {
  const templates = await db.query<{ id: string; lookback_days: number }>({
    text: `select t.id, greatest(coalesce((t.attribution->>'lookback_days')::float8, (o.attribution->>'lookback_days')::float8),
             (select max(window_days) from custom_metrics m where m.org_id = $1)) as lookback_days
           from templates t join orgs o on o.id = t.org_id where t.org_id = $1`,
    values: [orgId],
  })
  for (const { id, lookback_days } of templates) {
    const { mediumMs, coarseMs } = spanLimits(now.getTime(), lookback_days)
    await db.transaction(async session => {
      await lockOrg(session, orgId)
      await session.query({
        name: 'compact-cohorts',
        text: COMPACT,
        values: [orgId, id, new Date(mediumMs), new Date(coarseMs)],
      })
    })
  }
}
