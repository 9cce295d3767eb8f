import { TIMED_MEASURES } from '../../../../core/measure/measures.ts'
import type { Session } from '../../../../runtime/db/session.ts'
import { EXTERNAL_CONTROL } from '../../../../runtime/db/sql/cohort-sql.ts'
import { addingPeople, monthOf, personBucket } from '../../../../runtime/db/sql/person-bucket-sql.ts'

// As in rebuild-store.ts, one statement adds the differences. Decisions that were not looked at yet are not counted yet.
const CORRECT = `
  with counted as (
    select d.id, d.reason, d.arm, ${monthOf('d.decided_at')} as month, ${personBucket('d')} as person_bucket, m.*
    from decisions d left join lateral (
      select metrics, ${TIMED_MEASURES.map(({ moment }) => moment).join(', ')}
      from messages m where (m.org_id, m.decision_id, m.decided_at) = ($1, d.id, d.decided_at) offset 0) m on true
    where d.org_id = $1 and d.template_id = $2 and d.decided_at >= $3 and d.counted and d.arm in ('control', 'treatment')
      and (d.variant_id is not null or d.reason = '${EXTERNAL_CONTROL}')
  ), happened as (
    select 'decision' as measure, arm, month, person_bucket from counted
    where reason = '${EXTERNAL_CONTROL}' or id <= (select id from decided_pairs where org_id = $1)
    union all
    select measure, arm, month, person_bucket from counted
      cross join lateral (values ${TIMED_MEASURES.map(({ name, moment }) => `('${name}', ${moment})`).join(', ')}) as seen (measure, moment)
    where moment is not null
    union all
    select 'custom:' || metric, arm, month, person_bucket from counted cross join lateral jsonb_object_keys(metrics) as metric
  ), differences as (
    select $1::int as org_id, $2::text as template_id, measure, arm, month, person_bucket, sum(change) as change from (
      select measure, arm, month, person_bucket, count(*) as change from happened group by 1, 2, 3, 4
      union all
      select measure, arm, month, (at - 1)::smallint, -was from person_counts, unnest(counts) with ordinality as bucket (was, at)
      where org_id = $1 and template_id = $2 and month >= ${monthOf('$3::timestamptz')}
    ) as both_counts group by measure, arm, month, person_bucket having sum(change) <> 0
  ), corrected as (
    ${addingPeople('differences')}
  )
  select count(*) as count from (select from differences group by measure, arm) wrong`

/**
 * Corrects the numbers of messages by bucket of people, and the buckets of amounts, of one template. The caller's
 * transaction holds the organisation's lock.
 * @param since the decisions from then on all exist
 * @returns the number of sums over all time and buckets that were wrong
 */
export async function correctPeople(
  session: Session,
  orgId: number,
  templateId: string,
  since: Date,
): Promise<number> {
  const [row] = await session.query<{ count: number }>({
    text: CORRECT,
    values: [orgId, templateId, firstMonthFrom(since)],
  })
  return row?.count ?? 0
}

/** The start of the first month that begins at or after a moment, in UTC. */
const firstMonthFrom = (moment: Date): Date => {
  const [year, month] = [moment.getUTCFullYear(), moment.getUTCMonth()]
  const own = new Date(Date.UTC(year, month))
  return own.getTime() === moment.getTime() ? own : new Date(Date.UTC(year, month + 1))
}
