import { SPAN_MINUTES } from '../../../core/measure/spans.ts'
import { rows } from '../../../runtime/db/rows.ts'
import type { Session } from '../../../runtime/db/session.ts'
import {
  ADDING_COHORTS,
  COHORT_SUMS,
  COHORTS_IN_ORDER,
  fineSpan,
  sumsOfWeights,
} from '../../../runtime/db/sql/cohort-sql.ts'
import type { Send } from '../send.ts'
import { type CohortChange, placeOf } from './cohort-changes.ts'

/** Adds to the counts by send time and age. The caller's transaction holds the organisation's lock. */
export async function addCohorts(
  session: Session,
  orgId: number,
  changes: readonly CohortChange[],
): Promise<void> {
  if (changes.length === 0) return
  await session.query({
    name: 'recount-cohorts',
    text: `insert into cohort_counts as sums (org_id, ${CHANGES.columns}, minutes)
           select $1::int as org_id, given.*, ${SPAN_MINUTES.fine} as minutes from ${CHANGES.sql}
           order by ${COHORTS_IN_ORDER}, measure collate "C" ${ADDING_COHORTS}`,
    values: [orgId, ...CHANGES.values(changes)],
  })
}

interface Place {
  readonly templateId: string
  readonly variantId: string
  readonly arm: string
  readonly cell: string
  readonly isEven: boolean
}

const placeColumns = <Row extends Place>() =>
  ({
    template_id: ['text', ({ templateId }: Row) => templateId],
    variant_id: ['uuid', ({ variantId }: Row) => variantId],
    arm: ['text', ({ arm }: Row) => arm],
    cell: ['text', ({ cell }: Row) => cell],
    is_even: ['bool', ({ isEven }: Row) => isEven],
  }) as const

const CHANGES = rows<CohortChange>({
  ...placeColumns<CohortChange>(),
  starts_at: ['timestamptz', ({ startsAtMs }) => new Date(startsAtMs)],
  measure: ['text', ({ measure }) => measure],
  age: ['smallint', ({ age }) => age],
  count: ['bigint', ({ count }) => count],
  inverse: ['bigint', ({ inverse }) => inverse],
  inverse_root: ['bigint', ({ inverseRoot }) => inverseRoot],
  inverse_square: ['bigint', ({ inverseSquare }) => inverseSquare],
})

/**
 * Adds decisions to the counts, or subtracts them. Only for external controls and changes of cells: the ledger adds all
 * other decisions.
 */
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
             ${COHORT_SUMS.join(', ')})
           select $1::int as org_id, template_id, variant_id, arm, cell, is_even, starts_at, ${SPAN_MINUTES.fine} as minutes, 'decision' as measure, 0 as age,
             ${COHORT_SUMS.map(name => `$2 * ${name}`).join(', ')}
           from (select template_id, variant_id, arm, cell, is_even, ${fineSpan('decided_at')} as starts_at, count(*) as count, ${sumsOfWeights('propensity')}
             from ${DECISIONS.sql} group by 1, 2, 3, 4, 5, 6) counted
           order by ${COHORTS_IN_ORDER} ${ADDING_COHORTS}`,
    values: [orgId, change, ...DECISIONS.values(places)],
  })
}

interface DecisionPlace extends Place {
  readonly decidedAt: Date
  readonly propensity: number
}

const DECISIONS = rows<DecisionPlace>(
  {
    ...placeColumns<DecisionPlace>(),
    decided_at: ['timestamptz', ({ decidedAt }) => decidedAt],
    propensity: ['float8', ({ propensity }) => propensity],
  },
  { first: 3 },
)
