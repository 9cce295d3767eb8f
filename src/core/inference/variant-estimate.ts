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
  /** The mean outcome if all messages had got this variant. It is not biased by the division of traffic over time. */
  readonly estimate: number
  readonly standardError: number
  /** A confidence sequence: valid at every look and under adaptive allocation. Null without a message. */
  readonly interval: Interval | null
  /** The equivalent number of evenly divided messages. */
  readonly effectiveMessages: number
}

export interface EstimateOptions {
  readonly kind: Kind
  readonly alpha?: number
  /** For an amount: the variance of one message over all variants; a variant without orders has none of its own. */
  readonly pooledVariance?: number
}

/**
 * Estimates one variant from messages whose propensities moved. The mean of its own messages is biased: a
 * variant that began unluckily got less traffic, and so less chance to recover.
 *
 * Point: augmented inverse propensity weighting (AIPW) with the baseline m known before the bucket,
 * Γ = m + 1{chosen}/e · (y - m), averaged over all messages offered. Interval: from the same terms weighted
 * by √e, which gives every message the same variance (Hadad, Hirshberg, Zhan, Wager and Athey, "Confidence
 * intervals for policy evaluation in adaptive experiments", 2021, https://arxiv.org/abs/1911.02768): for the
 * true mean μ, Σ 1{chosen} (y - μ)/√e is a martingale, and the interval holds every μ for which it is
 * no further from zero than the confidence sequence allows.
 * @param buckets in order of time
 */
export function estimateVariant(
  buckets: readonly Bucket[],
  options: EstimateOptions,
): VariantEstimate | null {
  const all = buckets.reduce((sums, bucket) => addSums(sums, bucket.sums), NO_SUMS)
  if (all.messages === 0) return null
  return {
    ...augmented(buckets),
    interval: sequenceInterval(all, options),
    effectiveMessages: effectiveSampleSize(all.inverse, all.inverseSquare),
  }
}

/** Σ Γ / N, and its standard error from Σ (Γ - mean)². */
function augmented(buckets: readonly Bucket[]): { estimate: number; standardError: number } {
  const based = withBaselines(buckets)
  const count = based.reduce((sum, { offered }) => sum + offered, 0)
  const estimate = based.reduce((sum, bucket) => sum + scoreOf(bucket), 0) / count
  const squares = based.reduce((sum, bucket) => sum + squaresAround(estimate, bucket), 0)
  return { estimate, standardError: Math.sqrt(Math.max(0, squares)) / count }
}

interface BasedBucket {
  readonly sums: ArmSums
  readonly offered: number
  readonly baseline: number
}

/** The baseline of a bucket comes from the buckets before it. The first bucket has none, which only adds variance. */
function withBaselines(buckets: readonly Bucket[]): readonly BasedBucket[] {
  let weight = 0
  let total = 0
  return buckets.map(({ sums, offered = sums.inverse }) => {
    const baseline = weight > 0 ? total / weight : 0
    weight += sums.inverseRoot
    total += sums.outcome.inverseRoot
    return { sums, offered, baseline }
  })
}

/** Σ Γ of a bucket. */
const scoreOf = ({ sums, offered, baseline }: BasedBucket): number =>
  offered * baseline + sums.outcome.inverse - baseline * sums.inverse

/** Σ (Γ - mean)² of a bucket, multiplied out. */
function squaresAround(mean: number, { sums, offered, baseline: m }: BasedBucket): number {
  const { outcome } = sums
  const gap = m - mean
  const residual = outcome.inverse - m * sums.inverse
  const residualSquares =
    outcome.squaresInverseSquare - 2 * m * outcome.inverseSquare + m * m * sums.inverseSquare
  return offered * gap * gap + 2 * gap * residual + residualSquares
}

function sequenceInterval(
  sums: ArmSums,
  { kind, alpha = ALPHA, pooledVariance = 0 }: EstimateOptions,
): Interval {
  // Σ 1/e is the clock: with weights √e, every message offered adds the same variance.
  const multiplier = intervalMultiplier(sums.inverse, alpha)
  const weight = sums.inverseRoot
  if (kind === 'rate') {
    const success = Math.min(sums.outcome.inverseRoot, weight)
    return scoreInterval({ weight, squaredWeight: sums.inverse, success }, multiplier)
  }
  const mean = sums.outcome.inverseRoot / weight
  const own = sums.outcome.squaresInverse - 2 * mean * sums.outcome.inverse + mean * mean * sums.inverse
  const variance = Math.max(own, pooledVariance * sums.inverse)
  const half = (multiplier * Math.sqrt(variance)) / weight
  return [mean - half, mean + half]
}
