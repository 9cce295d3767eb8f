// What generate, attribution and results have to say in the same way of `cohort_counts`.

/** Whether the even share of a policy's table made the choice: a table, and no row of it. */
export const isEven = (decision: string): string =>
  `(${decision}.table_id is not null and ${decision}.table_row is null and ${decision}.reason = 'bandit')`

/** The beginning of the span that messages are first counted in. */
export const fineSpan = (moment: string): string => `date_bin('5 minutes', ${moment}, 'epoch'::timestamptz)`

/** The columns `inverse`, `inverse_root` and `inverse_square` of some messages: bit for bit `weightsOf` of src/features/attribution.
 * @param messages how many there are of each propensity */
export function sumsOfWeights(propensity: string, messages = '1'): string {
  // Nothing is as unlikely as 2^-20: this keeps sums within their columns.
  const e = `greatest(${propensity}, 9.5367431640625e-07::float8)`
  const rounded = (weight: string) => `sum(${messages} * floor(${weight} + 0.5)::bigint)::bigint`
  return `${rounded(`1048576 / ${e}`)} as inverse, ${rounded(`1048576 / sqrt(${e})`)} as inverse_root,
    ${rounded(`1024 / (${e} * ${e})`)} as inverse_square`
}

/** Rows are locked in this order, and then by measure, so that no two writers wait for each other in a circle. */
export const COHORTS_IN_ORDER =
  'org_id, template_id collate "C", variant_id, arm collate "C", cell collate "C", is_even, starts_at, minutes, age'

/** What follows an insertion into `cohort_counts as sums`. */
export const ADDING_COHORTS = `on conflict (org_id, template_id, measure, variant_id, arm, cell, is_even, starts_at, minutes, age) do update set
  count = sums.count + excluded.count, inverse = sums.inverse + excluded.inverse,
  inverse_root = sums.inverse_root + excluded.inverse_root, inverse_square = sums.inverse_square + excluded.inverse_square`
