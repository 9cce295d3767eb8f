import { SPAN_MINUTES } from '../../../core/measure/spans.ts'
import { PROPENSITY_MIN, UNITS } from '../../../core/measure/weights.ts'

// SQL about `cohort_counts` that several features share.

/** The `reason` of external controls: decisions for messages that the platform sent as its own control. */
export const EXTERNAL_CONTROL = 'external-control'

/** Whether a decision is a message of the experiment: no preview, no fallback, and with a wording. */
export const isInExperiment = (decision: string): string =>
  `(${decision}.counted and ${decision}.arm in ('control', 'treatment')
    and (${decision}.variant_id is not null or ${decision}.reason = '${EXTERNAL_CONTROL}'))`

/** Whether the even share of a policy's table made the choice: the decision has a table, and no row. */
export const isEven = (decision: string): string =>
  `(${decision}.table_id is not null and ${decision}.table_row is null and ${decision}.reason = 'bandit')`

const spanAt = (minutes: number, moment: string): string =>
  `date_bin('${minutes} minutes', ${moment}, 'epoch'::timestamptz)`

/** The start of the span in which messages are first counted. */
export const fineSpan = (moment: string): string => spanAt(SPAN_MINUTES.fine, moment)

/** The sums in `cohort_counts`: messages, and their weights (src/core/measure/weights.ts). */
export const COHORT_SUMS = ['count', 'inverse', 'inverse_root', 'inverse_square'] as const

/**
 * The columns `inverse`, `inverse_root` and `inverse_square` of some messages: bit for bit `unitWeightsOf`.
 * @param messages the number of messages with each propensity
 */
export function sumsOfWeights(propensity: string, messages = '1'): string {
  const e = `greatest(${propensity}, ${PROPENSITY_MIN}::float8)`
  const rounded = (weight: string) => `sum(${messages} * floor(${weight} + 0.5)::bigint)::bigint`
  return `${rounded(`${UNITS.inverse} / ${e}`)} as inverse, ${rounded(`${UNITS.inverseRoot} / sqrt(${e})`)} as inverse_root,
    ${rounded(`${UNITS.inverseSquare} / (${e} * ${e})`)} as inverse_square`
}

interface SpanLimitsSql {
  /** The moment before which spans are coarse. */
  readonly coarse: string
  /** The moment before which spans are medium; undefined: all other spans are. */
  readonly medium?: string
  /** Whether rows have `minutes`, because they may already be sums over wider spans. */
  readonly hasMinutes?: boolean
}

/**
 * The start and end of the span to which a row with `starts_at` is added, as `spanLimits` of src/core/measure
 * defines it.
 */
export function spanOf({ coarse, medium, hasMinutes = true }: SpanLimitsSql): {
  readonly from: string
  readonly until: string
} {
  const is = (minutes: number) => (hasMinutes ? `minutes = ${minutes}` : 'false')
  const [coarseStart, mediumStart] = [
    spanAt(SPAN_MINUTES.coarse, 'starts_at'),
    spanAt(SPAN_MINUTES.medium, 'starts_at'),
  ]
  const length = (minutes: number) => `'${minutes} minutes'::interval`
  const isMedium = medium === undefined ? 'true' : `starts_at < ${medium} or ${is(SPAN_MINUTES.medium)}`
  return {
    from: `case when starts_at < ${coarse} or ${is(SPAN_MINUTES.coarse)} then ${coarseStart}
        when ${isMedium} then ${mediumStart}
        else starts_at end`,
    until: `case when starts_at < ${coarse} then least(${coarse}, ${coarseStart} + ${length(SPAN_MINUTES.coarse)})
        when ${is(SPAN_MINUTES.coarse)} then starts_at + ${length(SPAN_MINUTES.coarse)}
        when ${isMedium} then ${mediumStart} + ${length(SPAN_MINUTES.medium)}
        else starts_at + ${length(SPAN_MINUTES.fine)} end`,
  }
}

/** Whether a row of `cohort_counts` is already the sum over a coarse span. */
export const IS_COARSE = `minutes = ${SPAN_MINUTES.coarse}`

/**
 * The end of a span that is coarse or medium, as `spanOf` gives it, from its start.
 * @param coarse the moment before which spans are coarse; it lies between two medium spans
 */
export const endOfSpan = (from: string, isCoarse: string, coarse: string): string =>
  `case when ${from} < ${coarse} then least(${coarse}, ${from} + '${SPAN_MINUTES.coarse} minutes'::interval)
    when ${isCoarse} then ${from} + '${SPAN_MINUTES.coarse} minutes'::interval
    else ${from} + '${SPAN_MINUTES.medium} minutes'::interval end`

/** Rows are locked in this order, and then by measure, so that writers cannot deadlock. */
export const COHORTS_IN_ORDER =
  'org_id, template_id collate "C", variant_id, arm collate "C", cell collate "C", is_even, starts_at, minutes, age'

/** The clause after an insertion into `cohort_counts as sums`. */
export const ADDING_COHORTS = `on conflict (org_id, template_id, measure, variant_id, arm, cell, is_even, starts_at, minutes, age) do update set
  ${COHORT_SUMS.map(name => `${name} = sums.${name} + excluded.${name}`).join(', ')}`
