import { total } from '../../lib/total.ts'
import type { RateEstimate } from './delay/delayed-rate.ts'

/** The distribution of the rates of a template's variants: Beta(mean · size, (1 − mean) · size). */
export interface RatePrior {
  readonly mean: number
  /** Its weight, in mature messages. */
  readonly size: number
}

/**
 * The usual difference between variants of one template, as a share of their mean: 24.5 % between headlines of the
 * same article in the Upworthy Research Archive (3,814 tests). It has the weight of two variants.
 */
const USUAL_DEVIATION = 0.25
const USUAL_WEIGHT = 2

/** With fewer successes in total, the organisation's rate supplies the rest. */
const SUCCESSES_ENOUGH = 5

/** The usual rate if the organisation has no data either. */
const USUAL_RATE = 0.02

/**
 * The prior that the variants form for each other (empirical Bayes: Dimmery, Bakshy and Sekhon, 2019): their common
 * rate, and the variance between them by the moments of DerSimonian and Laird (1986), kept near the usual variance. A
 * variant without messages is not included, so adding one changes no other variant's prior.
 * @param usualRate of the organisation, for this channel and metric
 */
export function priorOf(estimates: readonly RateEstimate[], usualRate: number = USUAL_RATE): RatePrior {
  const seen = estimates.filter(({ size }) => size > 0)
  const exposure = total(seen.map(({ size }) => size))
  const successes = total(seen.map(({ rate, size }) => rate * size))
  const missing = Math.max(0, SUCCESSES_ENOUGH - successes)
  const mean = within((successes + missing) / (exposure + missing / usualRate))
  const usual = (USUAL_DEVIATION * Math.min(mean, 1 - mean)) ** 2
  const freedom = Math.max(0, seen.length - 1)
  const between = Math.max(0, missing > 0 ? 0 : varianceBetween(seen, mean))
  const variance = (freedom * between + USUAL_WEIGHT * usual) / (freedom + USUAL_WEIGHT)
  return { mean, size: Math.max(2, (mean * (1 - mean)) / variance - 1) }
}

/**
 * The same prior for variants that a policy divides traffic between: around the mean of rates, not of messages. Most
 * messages go to the leader, so their common rate is nearly the leader's rate. A new variant with that prior would
 * get far too much traffic. Here each variant has the weight 1 / (noise + variance between), the random-effects mean
 * of DerSimonian and Laird (1986). Once rates are known well, all variants have the same weight.
 */
export function priorOfVariants(estimates: readonly RateEstimate[], usualRate?: number): RatePrior {
  const prior = priorOf(estimates, usualRate)
  if (total(estimates.map(({ rate, size }) => rate * size)) < SUCCESSES_ENOUGH) return prior
  const { mean, size: priorSize } = prior
  // Noise mean (1 - mean) / size and variance mean (1 - mean) / (priorSize + 1), without the factor they share.
  const weightOf = ({ size }: RateEstimate) => (size > 0 ? 1 / (1 / size + 1 / (priorSize + 1)) : 0)
  const weights = total(estimates.map(weightOf))
  const centre = within(total(estimates.map(own => weightOf(own) * own.rate)) / weights)
  const variance = (mean * (1 - mean)) / (priorSize + 1)
  return { mean: centre, size: Math.max(2, (centre * (1 - centre)) / variance - 1) }
}

/** Cochran's Q minus its expectation under chance alone. */
function varianceBetween(seen: readonly RateEstimate[], mean: number): number {
  if (seen.length < 2) return 0
  const within = mean * (1 - mean)
  const weights = total(seen.map(({ size }) => size / within))
  const squares = total(seen.map(({ size }) => (size / within) ** 2))
  const q = total(seen.map(({ rate, size }) => ((rate - mean) ** 2 * size) / within))
  return (q - (seen.length - 1)) / (weights - squares / weights)
}

const within = (rate: number): number => Math.min(1 - 1e-6, Math.max(1e-9, rate))
