import { heldNearUsual } from '../measure/usual-spread.ts'
import type { AmountSums } from '../measure/winsorise.ts'
import { varianceBetween } from '../stats/random-effects.ts'
import type { Reward } from './bandit.ts'

/** The posterior of the logarithms of the amounts above zero. */
export interface ValueBelief {
  /** The distribution of the mean logarithms of a template's variants: normal, with this mean and variance. */
  readonly mean: number
  readonly between: number
  /** The variance of the logarithms around the mean of their variant: s² and its degrees of freedom. */
  readonly variance: number
  readonly freedom: number
  /** By variant id: the number of amounts, and the mean of their logarithms. */
  readonly estimates: ReadonlyMap<string, ValueEstimate>
}

export interface ValueEstimate {
  readonly count: number
  readonly mean: number
}

/** The orders of one shop usually vary by a factor of e. This prior has the weight of so many orders. */
const USUAL_VARIANCE = 1
const USUAL_FREEDOM = 5

/**
 * The usual difference in order value between variants: a fifth. Chosen on the tuning worlds of bench/bandit from 5,
 * 10, 20 and 30 %, because no tests are published.
 */
const USUAL_BETWEEN = 0.2 ** 2

/**
 * The sizes of orders as log-normal with one variance for all variants. The variants' means are a prior for each
 * other, as in `priorOf`. A variant without orders is not included.
 * @param rewards with `amounts`; all in one currency
 */
export function valueBeliefOf(rewards: readonly Reward[]): ValueBelief {
  const known = rewards.flatMap(({ variantId, amounts }) =>
    amounts && amounts.count > 0 ? [{ variantId, amounts }] : [],
  )
  const sums = known.map(({ amounts }) => amounts)
  const orders = total(sums, ({ count }) => count)
  const squares = total(sums, ({ count, logSum, logSumOfSquares }) =>
    Math.max(0, logSumOfSquares - logSum ** 2 / count),
  )
  // With discounting, a variant may have less than one order.
  const freedom = USUAL_FREEDOM + Math.max(0, orders - known.length)
  const variance = (USUAL_FREEDOM * USUAL_VARIANCE + squares) / freedom
  const groups = sums.map(({ count, logSum }) => ({ mean: logSum / count, size: count }))
  const mean = orders > 0 ? total(sums, ({ logSum }) => logSum) / orders : 0
  return {
    mean,
    between: heldNearUsual(
      varianceBetween(groups, mean, variance),
      Math.max(0, groups.length - 1),
      USUAL_BETWEEN,
    ),
    variance,
    freedom,
    estimates: new Map(
      known.map(({ variantId, amounts: { count, logSum } }) => [variantId, { count, mean: logSum / count }]),
    ),
  }
}

const total = (sums: readonly AmountSums[], of: (sums: AmountSums) => number): number =>
  sums.reduce((sum, own) => sum + of(own), 0)
