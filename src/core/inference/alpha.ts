import { sequenceMultiplier } from '../stats/sequence-multiplier.ts'

/** A rate is a share of messages with an outcome of 0 or 1; an amount is a mean of anything. */
export type Kind = 'rate' | 'amount'

/** Messages at which the intervals are tightest. Fixed for everybody: tuned on the data, it would mean nothing. */
export const TUNED_FOR = 10_000

/** The chance of ever being wrong that all looks at one comparison share. */
export const ALPHA = 0.05

/**
 * The first messages of a metric with a window are looked at before they are mature, and once more when they
 * are. Those are two sequences; together they may be wrong as often as one.
 */
export const ALPHA_BEFORE_MATURE = 0.01
export const ALPHA_MATURE = ALPHA - ALPHA_BEFORE_MATURE

/** How many standard errors an interval reaches that may be looked at whenever one likes. */
export const intervalMultiplier = (messages: number, alpha = ALPHA): number =>
  sequenceMultiplier(messages, TUNED_FOR, alpha)
