import { SPAN_MINUTES } from '../../../core/measure/spans.ts'
import { ADDING_COHORTS, COHORTS_IN_ORDER, fineSpan, sumsOfWeights } from '../../../runtime/db/cohort-sql.ts'
import type { Session } from '../../../runtime/db/session.ts'
import type { Send } from '../send.ts'
import { type CohortChange, placeOf } from './cohort-changes.ts'

/** Adds to the counts by time of sending and age. The caller's transaction holds the organisation's lock. */
export async function addCohorts(
  session: Session,
  orgId: number,
  changes: readonly CohortChange[],
): Promise<void> {
  if (changes.length === 0) return
  await session.query({
    name: 'recount-cohorts',
    text: `insert into cohort_counts as sums (org_id, template_id, variant_id, arm, cell, is_even, starts_at, minutes, measure, age,
             count, inverse, inverse_root, inverse_square)
           select $1::int as org_id, template_id, variant_id, arm, cell, is_even, starts_at, ${SPAN_MINUTES.fine} as minutes, measure, age,
             count, inverse, inverse_root, inverse_square
           from unnest($2::text[], $3::uuid[], $4::text[], $5::text[], $6::bool[], $7::timestamptz[], $8::text[], $9::smallint[],
             $10::bigint[], $11::bigint[], $12::bigint[], $13::bigint[])
             as given (template_id, variant_id, arm, cell, is_even, starts_at, measure, age, count, inverse, inverse_root, inverse_square)
           order by ${COHORTS_IN_ORDER}, measure collate "C" ${ADDING_COHORTS}`,
    values: [
      orgId,
      changes.map(({ templateId }) => templateId),
      changes.map(({ variantId }) => variantId),
      changes.map(({ arm }) => arm),
      changes.map(({ cell }) => cell),
      changes.map(({ isEven }) => isEven),
      changes.map(({ startsAtMs }) => new Date(startsAtMs)),
      changes.map(({ measure }) => measure),
      changes.map(({ age }) => age),
      changes.map(({ count }) => count.toString()),
      changes.map(({ inverse }) => inverse.toString()),
      changes.map(({ inverseRoot }) => inverseRoot.toString()),
      changes.map(({ inverseSquare }) => inverseSquare.toString()),
    ],
  })
}

/** Adds decisions that nobody asked for, or takes them out again: all others are added by the ledger. */
export async function countDecisions(
  session: Session,
  orgId: number,
  sends: readonly Send[],
  change: 1 | -1,
): Promise<void> {
  const places = sends.flatMap(send => {
    const place = placeOf(send)
    return place ? [{ ...place, decidedAt: send.decidedAt, propensity: send.propensity }] : []
  })
  if (places.length === 0) return
  await session.query({
    name: 'recount-decisions',
    text: `insert into cohort_counts as sums (org_id, template_id, variant_id, arm, cell, is_even, starts_at, minutes, measure, age,
             count, inverse, inverse_root, inverse_square)
           select $1::int as org_id, template_id, variant_id, arm, cell, is_even, starts_at, ${SPAN_MINUTES.fine} as minutes, 'decision' as measure, 0 as age,
             $9 * count, $9 * inverse, $9 * inverse_root, $9 * inverse_square
           from (select template_id, variant_id, arm, cell, is_even, ${fineSpan('decided_at')} as starts_at, count(*) as count, ${sumsOfWeights('propensity')}
             from unnest($2::text[], $3::uuid[], $4::text[], $5::text[], $6::bool[], $7::timestamptz[], $8::float8[])
               as given (template_id, variant_id, arm, cell, is_even, decided_at, propensity) group by 1, 2, 3, 4, 5, 6) counted
           order by ${COHORTS_IN_ORDER} ${ADDING_COHORTS}`,
    values: [
      orgId,
      places.map(({ templateId }) => templateId),
      places.map(({ variantId }) => variantId),
      places.map(({ arm }) => arm),
      places.map(({ cell }) => cell),
      places.map(place => place.isEven),
      places.map(({ decidedAt }) => decidedAt),
      places.map(({ propensity }) => propensity),
      change,
    ],
  })
}
