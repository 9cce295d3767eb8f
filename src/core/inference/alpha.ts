import { sequenceMultiplier } from '../stats/sequence-multiplier.ts'

/** A rate is a share of messages with an outcome of 0 or 1. An amount is a mean of any values. */
export type Kind = 'rate' | 'amount'

/**
 * The number of messages at which the intervals are tightest. It is the same for everybody: an interval that is
 * tuned on its own data does not hold.
 */
export const TUNED_FOR = 10_000

/** The probability of ever being wrong, over all looks at one comparison. */
export const ALPHA = 0.05

/**
 * The first messages of a metric with a window are compared before they are mature, and once more when they are.
 * These are two sequences. Together they may be wrong as often as one.
 */
export const ALPHA_BEFORE_MATURE = 0.01
export const ALPHA_MATURE = ALPHA - ALPHA_BEFORE_MATURE

/**
 * The probability of ever being wrong that a comparison may use.
 * @param matures whether the metric has a window
 * @param isMature whether only messages whose window is closed are compared
 */
export const alphaAt = (matures: boolean, isMature: boolean): number =>
  !matures ? ALPHA : isMature ? ALPHA_MATURE : ALPHA_BEFORE_MATURE

/** The number of standard errors in an interval that stays valid at every look. */
export const intervalMultiplier = (messages: number, alpha = ALPHA): number =>
  sequenceMultiplier(messages, TUNED_FOR, alpha)
