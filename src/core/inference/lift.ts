import type { Interval } from '../stats/credible-interval.ts'
import { effectiveSampleSize } from '../stats/effective-sample-size.ts'
import { fiellerInterval, type MeanEstimate } from '../stats/fieller-interval.ts'
import { rateRatioInterval } from '../stats/rate-ratio-interval.ts'
import { ALPHA, intervalMultiplier, type Kind } from './alpha.ts'
import type { ArmSums } from './sums.ts'

/** One randomised group: plain sums over its messages. */
export interface Group {
  readonly messages: number
  /** Σ y: successes, or an amount. */
  readonly total: number
  /** Σ y²; for a rate the same as `total`. */
  readonly squares: number
}

/** Treatment against control. All intervals stay valid at every look. */
export interface Comparison {
  /** Treatment minus control. */
  readonly absolute: number
  readonly absoluteInterval: Interval
  /** Treatment over control, minus one. Null over zero. */
  readonly relative: number | null
  /** Null if control may be zero: the ratio could then be anything. */
  readonly relativeInterval: Interval | null
  /** Whether the interval excludes equality, and on which side of it treatment is. */
  readonly direction: 'higher' | 'lower' | 'open'
}

/**
 * Compares two groups whose division did not change. The variants inside treatment do not matter: the group as a
 * whole was drawn at random. Null if a group is empty.
 */
export function compareGroups(
  control: Group,
  treatment: Group,
  { kind, alpha = ALPHA }: { readonly kind: Kind; readonly alpha?: number },
): Comparison | null {
  if (control.messages <= 0 || treatment.messages <= 0) return null
  const multiplier = intervalMultiplier(control.messages + treatment.messages, alpha)
  if (kind === 'amount') return compareMeans(...amountsOf(control, treatment), multiplier)
  const [low, high] = rateRatioInterval(successesOf(treatment), successesOf(control), multiplier)
  return {
    ...compareMeans(...ratesOf(control, treatment), multiplier),
    relativeInterval: Number.isFinite(high) ? [low - 1, high - 1] : null,
    // The verdict always agrees with the shown interval.
    direction: low > 1 ? 'higher' : high < 1 ? 'lower' : 'open',
  }
}

// Reports of successes can arrive before reports of sends.
const successesOf = ({ messages, total }: Group) => ({
  trials: messages,
  successes: Math.min(total, messages),
})

/**
 * Compares two groups whose division changed. Every message is weighted by one over the probability of its group,
 * so that a good week with little control does not look like a lift. Each variance is that of a ratio of two sums
 * (Särndal, Swensson and Wretman, 1992, section 5.6).
 */
export function compareWeighted(control: ArmSums, treatment: ArmSums, alpha = ALPHA): Comparison | null {
  if (control.messages === 0 || treatment.messages === 0) return null
  const clock = Math.min(control.inverse, treatment.inverse)
  return compareMeans(weightedMean(control), weightedMean(treatment), intervalMultiplier(clock, alpha))
}

/** @param multiplier the number of standard errors in an interval */
function compareMeans(control: MeanEstimate, treatment: MeanEstimate, multiplier: number): Comparison {
  const absolute = treatment.mean - control.mean
  const half = multiplier * Math.sqrt(control.variance + treatment.variance)
  const ratio = fiellerInterval(treatment, control, multiplier)
  return {
    absolute,
    absoluteInterval: [absolute - half, absolute + half],
    relative: control.mean > 0 ? treatment.mean / control.mean - 1 : null,
    // No result is below zero.
    relativeInterval:
      ratio && control.mean > 0 ? [Math.max(-1, ratio[0] - 1), Math.max(-1, ratio[1] - 1)] : null,
    direction: Math.abs(absolute) <= half ? 'open' : absolute > 0 ? 'higher' : 'lower',
  }
}

/**
 * With few successes the variance of a group is uncertain, and an unlucky group seems the most precise. So the
 * variance of each group is at least that of both together. One success and one failure are added, so that no
 * variance is zero.
 */
function ratesOf(control: Group, treatment: Group): readonly [MeanEstimate, MeanEstimate] {
  const noiseOf = ({ messages, total }: Pick<Group, 'messages' | 'total'>) => {
    const smoothed = (Math.min(total, messages) + 1) / (messages + 2)
    return smoothed * (1 - smoothed)
  }
  const pooled = noiseOf({
    messages: control.messages + treatment.messages,
    total: control.total + treatment.total,
  })
  const estimate = (group: Group): MeanEstimate => ({
    // Reports of successes can arrive before reports of sends.
    mean: Math.min(group.total, group.messages) / group.messages,
    variance: Math.max(noiseOf(group), pooled) / group.messages,
  })
  return [estimate(control), estimate(treatment)]
}

/** The same for amounts. */
function amountsOf(control: Group, treatment: Group): readonly [MeanEstimate, MeanEstimate] {
  const pooled = varianceOf({
    messages: control.messages + treatment.messages,
    total: control.total + treatment.total,
    squares: control.squares + treatment.squares,
  })
  const estimate = (group: Group): MeanEstimate => ({
    mean: group.total / group.messages,
    variance: Math.max(varianceOf(group), pooled) / group.messages,
  })
  return [estimate(control), estimate(treatment)]
}

/** The variance of a single message. */
export const varianceOf = ({ messages, total, squares }: Group): number =>
  messages === 0 ? 0 : Math.max(0, squares / messages - (total / messages) ** 2)

function weightedMean({ inverse, inverseSquare, outcome }: ArmSums): MeanEstimate {
  const mean = outcome.inverse / inverse
  const squares =
    outcome.squaresInverseSquare - 2 * mean * outcome.inverseSquare + mean * mean * inverseSquare
  return { mean, variance: Math.max(0, squares) / inverse ** 2 }
}

/** Weighted messages as the equivalent number of evenly weighted messages, with their weighted mean. */
export function weightedGroup({ inverse, inverseSquare, outcome }: ArmSums): Group {
  const messages = effectiveSampleSize(inverse, inverseSquare)
  const perMessage = (sum: number) => (inverse > 0 ? (sum / inverse) * messages : 0)
  return { messages, total: perMessage(outcome.inverse), squares: perMessage(outcome.squaresInverse) }
}
