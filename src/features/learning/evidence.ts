import type { CellReward, Reward } from '../../core/bandit/bandit.ts'
import { type Cohort, successesOf } from '../../core/measure/cohort.ts'
import { type Counted, successFor } from '../../core/measure/key-metric.ts'
import { type AmountSums, NO_AMOUNTS } from '../../core/measure/winsorise.ts'
import type { Metric } from '../../runtime/catalog/catalog.ts'

/** The number of messages that were sent in a span of time or, for successes, that succeeded at this age. */
export interface Span {
  readonly fromMs: number
  readonly untilMs: number
  /** See `ageBucketOf`. */
  readonly age: number
  readonly count: number
}

/** The counts of one variant in one arm. */
export interface LearnedVariant {
  readonly variantId: string
  readonly arm: 'control' | 'treatment'
  /** Sends or decisions, as the denominator says. */
  readonly messages: readonly Span[]
  readonly successes: ReadonlyMap<Counted, readonly Span[]>
  /** By cell, without ages. Empty if the template does not learn by attributes. */
  readonly cells: ReadonlyMap<
    string,
    { readonly messages: readonly Span[]; readonly successes: LearnedVariant['successes'] }
  >
  /** By metric, revenue in the organisation's currency. Capped at the 99.5th percentile of all treated variants' amounts. */
  readonly amounts: ReadonlyMap<Metric, AmountSums>
}

/**
 * The input of learning for a variant and a metric. Reports of successes may arrive before reports of sends, but a rate
 * never exceeds one. For an amount, the rate is the share of messages that bring any.
 */
export function rewardOf(variant: LearnedVariant, metric: Metric): Reward {
  const { variantId, messages, cells } = variant
  const amounts = variant.amounts.get(metric) ?? NO_AMOUNTS
  const success = successFor(metric)
  const cohorts = cohortsOf(messages, variant.successes.get(success) ?? [])
  const trials = cohorts.reduce((sum, { sends }) => sum + sends, 0)
  const successes = cohorts.reduce((sum, cohort) => sum + successesOf(cohort), 0)
  return {
    variantId,
    trials,
    successes: Math.min(trials, successes),
    sum: amounts.sum,
    sumOfSquares: amounts.sumOfSquares,
    cohorts,
    ...(cells.size > 0 && { cells: cellRewards(cells, success) }),
    amounts,
  }
}

const cellRewards = (cells: LearnedVariant['cells'], success: Counted): readonly CellReward[] =>
  [...cells].map(([cell, { messages, successes }]) => ({
    cell,
    cohorts: cohortsOf(messages, successes.get(success) ?? []).map(cohort => ({
      fromMs: cohort.fromMs,
      untilMs: cohort.untilMs,
      sends: cohort.sends,
      successes: successesOf(cohort),
    })),
  }))

/** Ordered by time. */
export function cohortsOf(messages: readonly Span[], successes: readonly Span[]): readonly Cohort[] {
  const cohorts = new Map<string, { fromMs: number; untilMs: number; sends: number; successes: number[] }>()
  const cohortAt = ({ fromMs, untilMs }: Span) => {
    const key = `${fromMs}-${untilMs}`
    const cohort = cohorts.get(key) ?? { fromMs, untilMs, sends: 0, successes: [] }
    cohorts.set(key, cohort)
    return cohort
  }
  for (const span of messages) cohortAt(span).sends += span.count
  for (const span of successes) {
    const { successes: byAge } = cohortAt(span)
    while (byAge.length <= span.age) byAge.push(0)
    byAge[span.age] = (byAge[span.age] ?? 0) + span.count
  }
  return [...cohorts.values()].sort((a, b) => a.fromMs - b.fromMs || a.untilMs - b.untilMs)
}
