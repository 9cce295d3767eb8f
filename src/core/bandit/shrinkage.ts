import { total } from '../../lib/total.ts'
import { heldNearUsual, USUAL_SPREAD } from '../measure/usual-spread.ts'
import { type GroupMean, randomEffectsMean, varianceBetween } from '../stats/random-effects.ts'
import type { RateEstimate } from './delay/delayed-rate.ts'

/** The distribution of the rates of a template's variants: Beta(mean · size, (1 − mean) · size). */
export interface RatePrior {
  readonly mean: number
  /** Its weight, in mature messages. */
  readonly size: number
}

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
  const usual = (USUAL_SPREAD * Math.min(mean, 1 - mean)) ** 2
  const freedom = Math.max(0, seen.length - 1)
  const between = missing > 0 ? 0 : varianceBetween(seen.map(groupOf), mean, mean * (1 - mean))
  const variance = heldNearUsual(between, freedom, usual)
  return { mean, size: Math.max(2, (mean * (1 - mean)) / variance - 1) }
}

/**
 * The same prior for variants that a policy divides traffic between: around the random-effects mean. Most
 * messages go to the leader, so their common rate is nearly the leader's rate. A new variant with that prior would
 * get far too much traffic.
 */
export function priorOfVariants(estimates: readonly RateEstimate[], usualRate?: number): RatePrior {
  const prior = priorOf(estimates, usualRate)
  if (total(estimates.map(({ rate, size }) => rate * size)) < SUCCESSES_ENOUGH) return prior
  const noise = prior.mean * (1 - prior.mean)
  const variance = noise / (prior.size + 1)
  const centre = within(randomEffectsMean(estimates.map(groupOf), noise, variance))
  return { mean: centre, size: Math.max(2, (centre * (1 - centre)) / variance - 1) }
}

const groupOf = ({ rate, size }: RateEstimate): GroupMean => ({ mean: rate, size })

const within = (rate: number): number => Math.min(1 - 1e-6, Math.max(1e-9, rate))
