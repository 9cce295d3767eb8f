import type { Interval } from './credible-interval.ts'
import { ratioInterval } from './ratio-interval.ts'

export interface Successes {
  readonly trials: number
  /** The number of successes, at most `trials`. */
  readonly successes: number
}

/**
 * An interval for the ratio of two independent rates: every R for which numerator - R · denominator is within
 * `multiplier` of its own standard errors of zero. The error is that of the most likely pair of rates with this
 * ratio. Koopman, "Confidence intervals for the ratio of two binomial proportions" (1984),
 * https://doi.org/10.2307/2531405. An interval from the logarithm of the ratio would need a success in the numerator;
 * this one does not. Fieller's interval may have no upper end; this one has an upper end as soon as the denominator
 * has a success.
 * @returns the upper end is infinity without a success in the denominator
 */
export function rateRatioInterval(
  numerator: Successes,
  denominator: Successes,
  multiplier: number,
): Interval {
  if (!Number.isFinite(multiplier) || numerator.trials <= 0 || denominator.trials <= 0)
    return [0, Number.POSITIVE_INFINITY]
  const excess = (ratio: number) => errorsFrom(ratio, numerator, denominator) - multiplier
  const observed =
    denominator.successes === 0
      ? Number.POSITIVE_INFINITY
      : (numerator.successes * denominator.trials) / (numerator.trials * denominator.successes)
  return ratioInterval(observed, excess)
}

/** The number of standard errors between the observation and the given ratio. */
function errorsFrom(
  ratio: number,
  { trials: n1, successes: s1 }: Successes,
  { trials: n0, successes: s0 }: Successes,
): number {
  // The most likely rate of the denominator is the smaller root of a p² - b p + c.
  const a = ratio * (n1 + n0)
  const b = ratio * (n1 + s0) + s1 + n0
  const c = s1 + s0
  const p0 = (2 * c) / (b + Math.sqrt(Math.max(0, b * b - 4 * a * c)))
  const p1 = Math.min(1, ratio * p0)
  const variance = (p1 * (1 - p1)) / n1 + (ratio * ratio * p0 * (1 - p0)) / n0
  const distance = Math.abs(s1 / n1 - (ratio * s0) / n0)
  return variance > 0 ? distance / Math.sqrt(variance) : distance === 0 ? 0 : Number.POSITIVE_INFINITY
}
