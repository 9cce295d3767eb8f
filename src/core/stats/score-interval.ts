import type { Interval } from './credible-interval.ts'

/** Weighted trials with one common probability of success. With weights of one, all three fields are plain counts. */
export interface WeightedTrials {
  /** Sum of the weights. */
  readonly weight: number
  /** Sum of the squared weights. */
  readonly squaredWeight: number
  /** Sum of the weights of the successes. */
  readonly success: number
}

/**
 * The rates whose own standard error, times `multiplier`, covers their distance to the observed rate. The error is
 * that of the tested rate, not of the observed one. So the interval is never empty and its width is never zero, not
 * even without a success. Wilson, "Probable inference" (1927), here with weights w: all p with (Σwy - pΣw)² ≤
 * multiplier² · p (1 - p) · Σw².
 * @returns [0, 1] without data
 */
export function scoreInterval(trials: WeightedTrials, multiplier: number): Interval {
  const { weight, squaredWeight, success } = trials
  const slack = multiplier * multiplier * squaredWeight
  const curvature = weight * weight + slack
  if (!(weight > 0) || !Number.isFinite(curvature)) return [0, 1]
  const middle = success * weight + slack / 2
  // The same as √(middle² - curvature · success²), without the difference of two large numbers.
  const root = Math.sqrt(Math.max(0, slack * (success * (weight - success) + slack / 4)))
  return [Math.max(0, (middle - root) / curvature), Math.min(1, (middle + root) / curvature)]
}
