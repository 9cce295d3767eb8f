import { amountRatioInterval } from '../stats/amount-ratio-interval.ts'
import type { Interval } from '../stats/credible-interval.ts'
import { effectiveSampleSize } from '../stats/effective-sample-size.ts'
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

/** Treatment against control. The interval stays valid at every look. */
export interface Comparison {
  /** Treatment minus control. */
  readonly absolute: number
  /** Treatment over control, minus one. Null over zero. */
  readonly relative: number | null
  /** Contains `relative`. Null if control may be zero: the ratio could then be anything. */
  readonly relativeInterval: Interval | null
  /** Whether the interval excludes equality, and on which side of it treatment is. 'open' without an interval. */
  readonly direction: 'higher' | 'lower' | 'open'
}

export interface CompareOptions {
  readonly kind: Kind
  readonly alpha?: number
  /** The messages behind the comparison, if they are not those of the groups: see `intervalMultiplier`. */
  readonly time?: number
  /** See `designEffect`: how many times larger the variance is than that of messages to different people. */
  readonly designEffect?: number
}

/**
 * Compares two groups whose division did not change. The variants inside treatment do not matter: the group as a
 * whole was drawn at random. Null if a group is empty.
 */
export function compareGroups(control: Group, treatment: Group, options: CompareOptions): Comparison | null {
  const { kind, alpha = ALPHA, time = control.messages + treatment.messages, designEffect = 1 } = options
  if (control.messages <= 0 || treatment.messages <= 0) return null
  const [own, others] = [meanOf(treatment, kind), meanOf(control, kind)]
  const multiplier = intervalMultiplier(time, alpha)
  const [low, high] = ratiosOf(
    independent(control, designEffect),
    independent(treatment, designEffect),
    kind,
    multiplier,
  )
  const isBounded = Number.isFinite(high)
  return {
    absolute: own - others,
    relative: others > 0 ? own / others - 1 : null,
    relativeInterval: isBounded ? [low - 1, high - 1] : null,
    direction: !isBounded ? 'open' : low > 1 ? 'higher' : high < 1 ? 'lower' : 'open',
  }
}

/** As many messages to different people as give the same precision. */
export const independent = ({ messages, total, squares }: Group, designEffect: number): Group => ({
  messages: messages / designEffect,
  total: total / designEffect,
  squares: squares / designEffect,
})

/**
 * Compares two groups whose division changed. Every message is weighted by one over the probability of its group,
 * so that a good week with little control does not look like a lift. The interval is that of as many evenly weighted
 * messages as give the same precision: its variance is that of the tested ratio, and no group is certain by luck.
 */
export const compareWeighted = (
  control: ArmSums,
  treatment: ArmSums,
  options: Omit<CompareOptions, 'time'>,
): Comparison | null => compareGroups(weightedGroup(control), weightedGroup(treatment), options)

const UNKNOWN: Interval = [0, Number.POSITIVE_INFINITY]

function ratiosOf(control: Group, treatment: Group, kind: Kind, multiplier: number): Interval {
  if (kind === 'rate') return rateRatioInterval(successesOf(treatment), successesOf(control), multiplier)
  return amountRatioInterval(amountsOf(treatment), amountsOf(control), multiplier) ?? UNKNOWN
}

// Reports of successes can arrive before reports of sends.
const successesOf = ({ messages, total }: Group) => ({
  trials: messages,
  successes: Math.min(total, messages),
})

const amountsOf = (group: Group) => ({
  messages: group.messages,
  mean: meanOf(group, 'amount'),
  variance: varianceOf(group),
})

const meanOf = ({ messages, total }: Group, kind: Kind): number =>
  (kind === 'rate' ? Math.min(total, messages) : total) / messages

/** The variance of a single message. */
export const varianceOf = ({ messages, total, squares }: Group): number =>
  messages === 0 ? 0 : Math.max(0, squares / messages - (total / messages) ** 2)

/** Weighted messages as the equivalent number of evenly weighted messages, with their weighted mean. */
export function weightedGroup({ inverse, inverseSquare, outcome }: ArmSums): Group {
  const messages = effectiveSampleSize(inverse, inverseSquare)
  const perMessage = (sum: number) => (inverse > 0 ? (sum / inverse) * messages : 0)
  return { messages, total: perMessage(outcome.inverse), squares: perMessage(outcome.squaresInverse) }
}
