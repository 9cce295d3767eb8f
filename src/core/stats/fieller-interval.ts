import type { Interval } from './credible-interval.ts'

/** An estimate of a mean with an approximately normal error. */
export interface MeanEstimate {
  readonly mean: number
  /** The variance of the mean: its standard error squared. */
  readonly variance: number
}

/**
 * An interval for the ratio of two independent means: every ratio R for which numerator - R · denominator is within
 * `multiplier` standard errors of zero. Fieller, "Some problems in interval estimation" (1954),
 * https://doi.org/10.1111/j.2517-6161.1954.tb00159.x. For the true R the difference is one fixed combination of
 * means. With the multiplier of a confidence sequence, the intervals are therefore a confidence sequence too.
 * @returns null if the denominator may be zero, because then no ratio can be excluded
 */
export function fiellerInterval(
  numerator: MeanEstimate,
  denominator: MeanEstimate,
  multiplier: number,
): Interval | null {
  const c = multiplier * multiplier
  const leading = denominator.mean ** 2 - c * denominator.variance
  if (!(leading > 0) || !Number.isFinite(c)) return null
  const middle = numerator.mean * denominator.mean
  const constant = numerator.mean ** 2 - c * numerator.variance
  const root = Math.sqrt(Math.max(0, middle * middle - leading * constant))
  return [(middle - root) / leading, (middle + root) / leading]
}
