import { heldNearUsual } from '../measure/usual-spread.ts'
import type { AmountSums } from '../measure/winsorise.ts'
import type { Reward } from './bandit.ts'

/** What is believed of the logarithms of the amounts that messages bring, when they bring any. */
export interface ValueBelief {
  /** Where the mean logarithms of a template's variants lie: normal, with this mean and variance. */
  readonly mean: number
  readonly between: number
  /** Of the logarithms around the mean of their variant: s² and what it rests on. */
  readonly variance: number
  readonly freedom: number
  /** By variant id: how many amounts, and the mean of their logarithms. */
  readonly estimates: ReadonlyMap<string, ValueEstimate>
}

export interface ValueEstimate {
  readonly count: number
  readonly mean: number
}

/** Orders of one shop are usually spread by a factor of e: worth as much as so many orders. */
const USUAL_VARIANCE = 1
const USUAL_FREEDOM = 5

/**
 * By how much the wordings of one message change what an order is worth: a fifth, chosen on the tuning worlds of
 * bench/bandit from 5, 10, 20 and 30 %, because no published tests tell.
 */
const USUAL_BETWEEN = 0.2 ** 2

/**
 * The sizes of orders as log-normal with one variance for all variants, and means that are a prior for each other, as
 * in `priorOf`. A variant without orders takes no part in it.
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
  // Discounted orders may be fewer than one a variant.
  const freedom = USUAL_FREEDOM + Math.max(0, orders - known.length)
  const variance = (USUAL_FREEDOM * USUAL_VARIANCE + squares) / freedom
  const mean = orders > 0 ? total(sums, ({ logSum }) => logSum) / orders : 0
  return {
    mean,
    between: varianceBetween(sums, mean, variance),
    variance,
    freedom,
    estimates: new Map(
      known.map(({ variantId, amounts: { count, logSum } }) => [variantId, { count, mean: logSum / count }]),
    ),
  }
}

/** By the moments of DerSimonian and Laird (1986), held near the usual one. */
function varianceBetween(sums: readonly AmountSums[], mean: number, variance: number): number {
  const freedom = Math.max(0, sums.length - 1)
  const orders = total(sums, ({ count }) => count)
  const q = total(sums, ({ count, logSum }) => (count * (logSum / count - mean) ** 2) / variance)
  const scale = orders - total(sums, ({ count }) => count ** 2) / Math.max(1, orders)
  const between = freedom > 0 && scale > 0 ? (variance * Math.max(0, q - freedom)) / scale : 0
  return heldNearUsual(between, freedom, USUAL_BETWEEN)
}

const total = (sums: readonly AmountSums[], of: (sums: AmountSums) => number): number =>
  sums.reduce((sum, own) => sum + of(own), 0)
