import type { Interval } from '../stats/credible-interval.ts'
import { effectiveSampleSize } from '../stats/effective-sample-size.ts'
import { scoreInterval } from '../stats/score-interval.ts'
import { ALPHA, intervalMultiplier, type Kind } from './alpha.ts'
import { type ArmSums, addSums, NO_SUMS } from './sums.ts'

/** A stretch of time: an hour or a day. */
export interface Bucket {
  readonly sums: ArmSums
  /**
   * Messages of the experiment that could have got the variant, including those that got it. They are of the same
   * kind (sent, matured) as those in `sums`. Undefined if this number is not kept; then Σ 1/e is used.
   */
  readonly offered: number | undefined
}

export interface VariantEstimate {
  /** The mean outcome if all messages since the variant began had got it. Lies in `interval`. */
  readonly estimate: number
  /**
   * Of the same mean: a confidence sequence, valid at every look, under adaptive allocation and rates that move. Null if
   * no message of any variant brought an amount: nothing would be known of the variance.
   */
  readonly interval: Interval | null
  /** The equivalent number of evenly divided messages. */
  readonly effectiveMessages: number
}

/** People who get several messages, which have something in common. */
export interface Repetition {
  /** See `designEffect`. */
  readonly designEffect: number
  /**
   * Messages of control for each message of treatment, if the variant is drawn anew for each message of the people in
   * treatment. Undefined if people keep the variant.
   */
  readonly controlOdds: number | undefined
}

export interface EstimateOptions {
  readonly kind: Kind
  readonly alpha?: number
  /** If people, not messages, were drawn. */
  readonly repetition?: Repetition
  /** For an amount: the variance of one message over all variants; a variant without orders has none of its own. */
  readonly pooledVariance?: number
  /**
   * For amounts of which none is below zero: Σ y² / Σ y over all variants. The variance of a message is so many times its
   * mean, if means differ because orders come more or less often.
   */
  readonly squarePerMean?: number | undefined
}

/**
 * Estimates one variant from messages whose propensities moved. The mean of its own messages is biased: a
 * variant that began unluckily got less traffic, and so less chance to recover.
 *
 * Augmented inverse propensity weighting (AIPW) with the baseline m known before the bucket:
 * Γ = m + 1{chosen}/e · (y - m), averaged over all messages offered. Each message offered counts the same. So for any
 * rates that move, Σ Γ minus the sum of the rates is a martingale, and point and interval are about the same mean. The
 * interval holds every mean μ for which the distance is no larger than the confidence sequence allows, with the
 * variance Σ 1/e² times that of a message.
 * @param buckets in order of time
 */
export function estimateVariant(
  buckets: readonly Bucket[],
  options: EstimateOptions,
): VariantEstimate | null {
  const all = buckets.reduce((sums, bucket) => addSums(sums, bucket.sums), NO_SUMS)
  if (all.messages === 0) return null
  const found = augmented(buckets)
  const estimate = options.kind === 'rate' ? Math.min(1, Math.max(0, found.estimate)) : found.estimate
  const multiplier = intervalMultiplier(clockOf(buckets, all), options.alpha ?? ALPHA)
  return {
    estimate,
    interval: intervalOf({ estimate, offered: found.offered }, all, multiplier, options),
    effectiveMessages: effectiveSampleSize(all.inverse, all.inverseSquare),
  }
}

interface Mean {
  readonly estimate: number
  readonly offered: number
}

/** Σ Γ / N. The baseline of a bucket comes from the buckets before it. The first has none, which only adds variance. */
function augmented(buckets: readonly Bucket[]): Mean {
  let [weight, total, scores, count] = [0, 0, 0, 0]
  for (const { sums, offered = sums.inverse } of buckets) {
    const baseline = weight > 0 ? total / weight : 0
    scores += offered * baseline + sums.outcome.inverse - baseline * sums.inverse
    count += offered
    weight += sums.inverseRoot
    total += sums.outcome.inverseRoot
  }
  return { estimate: scores / count, offered: count }
}

/** The smallest share of a variant at its beginning that its clock is set by. */
const FIRST_SHARE_MIN = 0.05

/**
 * The time of the sequence in messages: its variance so far over that of a message, times the mean propensity at the
 * beginning. That is known beforehand, and while propensities stay, the time is the number of messages offered.
 */
function clockOf(buckets: readonly Bucket[], { inverseSquare }: ArmSums): number {
  const first = buckets.find(({ sums }) => sums.messages > 0)?.sums ?? NO_SUMS
  return inverseSquare * Math.max(FIRST_SHARE_MIN, first.inverse / first.inverseSquare)
}

function intervalOf(
  mean: Mean,
  sums: ArmSums,
  multiplier: number,
  { kind, pooledVariance = 0, squarePerMean, repetition }: EstimateOptions,
): Interval | null {
  const { estimate, offered } = mean
  const { inverseSquare, outcome } = sums
  // Σ (y - mean)² / e².
  const spread =
    outcome.squaresInverseSquare - 2 * estimate * outcome.inverseSquare + estimate * estimate * inverseSquare
  const repeated = repetition ? repeatedWeight(mean, sums, repetition) : 0
  if (kind === 'rate') {
    // Above one if rates were higher while the variant got little traffic.
    const even = estimate * (1 - estimate) * inverseSquare
    const squaredWeight = inverseSquare * (even > 0 ? Math.max(1, spread / even) : 1) + repeated
    return scoreInterval({ weight: offered, squaredWeight, success: estimate * offered }, multiplier)
  }
  const squaredWeight = inverseSquare + repeated
  const variance = Math.max(spread / inverseSquare, pooledVariance) * squaredWeight
  if (!(variance > 0)) return null
  if (squarePerMean !== undefined && estimate >= 0) {
    const own = estimate > 0 ? spread / estimate / inverseSquare : 0
    const perMean = Math.max(squarePerMean, own)
    return positiveInterval(estimate, (multiplier / offered) ** 2 * perMean * squaredWeight)
  }
  const half = (multiplier * Math.sqrt(variance)) / offered
  return [estimate - half, estimate + half]
}

/**
 * What repetition adds to Σ 1/e². Two messages of one person differ from their means alike, so with the weights 1{chosen}/e
 * they add their covariance times 1/p - 1, where p is the probability of what the person keeps: the variant itself, or being in
 * treatment. For messages drawn one by one, p is 1. All pairs together have D - 1 times the variance of the messages.
 */
const repeatedWeight = (
  { offered }: Mean,
  { inverse, inverseSquare }: ArmSums,
  { designEffect, controlOdds }: Repetition,
): number =>
  (designEffect - 1) *
  (controlOdds === undefined ? Math.max(0, inverseSquare - inverse) : offered * controlOdds)

/**
 * All means μ with (estimate - μ)² ≤ slack · μ: their variance grows with them, so none is below zero, and the upper end
 * is further away than the lower.
 */
function positiveInterval(estimate: number, slack: number): Interval {
  const half = Math.sqrt(slack * estimate + (slack * slack) / 4)
  // The product of both ends is the square of the estimate.
  const high = estimate + slack / 2 + half
  return [high > 0 ? (estimate * estimate) / high : 0, high]
}
