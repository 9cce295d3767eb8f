import type { Interval } from '../stats/credible-interval.ts'
import { effectiveSampleSize } from '../stats/effective-sample-size.ts'
import { normalQuantile } from '../stats/normal-quantile.ts'

/** A decision of the past with what came of it, and what the policy in question would have done. */
export interface LoggedDecision {
  readonly outcome: number
  /** The probability with which what was chosen was chosen. */
  readonly propensity: number
  /** The probability with which the policy would have chosen the same. */
  readonly wouldChoose: number
  /** A model's guess of the outcome of what was chosen, made without this outcome. */
  readonly predicted: number
  /** The same model's guess of what the policy would have earned: over all variants, by the policy's probabilities. */
  readonly predictedOfPolicy: number
}

export interface OfflineEstimate {
  readonly estimate: number
  readonly standardError: number
  /** 95 %, for one look: the log is not growing while it is evaluated. */
  readonly interval: Interval
}

export type Evaluation =
  | {
      readonly ok: true
      readonly decisions: number
      readonly effectiveSampleSize: number
      /** What was really earned, by the policy of the time. */
      readonly logged: OfflineEstimate
      readonly inversePropensity: OfflineEstimate
      readonly selfNormalised: OfflineEstimate
      readonly doublyRobust: OfflineEstimate
    }
  | {
      readonly ok: false
      readonly decisions: number
      readonly effectiveSampleSize: number
      readonly reason: string
    }

/** Fewer equally weighted decisions than this are an anecdote. */
export const EFFECTIVE_MIN = 200

/**
 * What another policy would have earned on the same messages.
 * - Inverse propensity scoring (Horvitz and Thompson, 1952): mean of w y with w = wouldChoose / propensity.
 * - Self-normalised (Swaminathan and Joachims, 2015): Σ w y / Σ w; slightly biased, far steadier.
 * - Doubly robust (Dudík, Langford and Li, 2011, https://arxiv.org/abs/1103.4601), self-normalised: mean of
 *   predictedOfPolicy, plus Σ w (y - predicted) / Σ w. Right if either the propensities or the model are.
 * It refuses where so few decisions resemble what the policy would do that any number would mislead.
 * @throws RangeError for a propensity that is not in (0, 1]
 */
export function evaluatePolicy(log: readonly LoggedDecision[]): Evaluation {
  for (const { propensity } of log)
    if (!(propensity > 0 && propensity <= 1)) throw new RangeError(`no propensity: ${propensity}`)
  const weights = log.map(({ wouldChoose, propensity }) => wouldChoose / propensity)
  const weight = sum(weights)
  const size = effectiveSampleSize(weight, sum(weights.map(w => w * w)))
  const common = { decisions: log.length, effectiveSampleSize: size }
  if (size < EFFECTIVE_MIN) return { ok: false, ...common, reason: refusal(log.length, size) }
  const outcomes = log.map(({ outcome }) => outcome)
  return {
    ok: true,
    ...common,
    logged: meanOf(outcomes),
    inversePropensity: meanOf(outcomes.map((outcome, at) => outcome * (weights[at] ?? 0))),
    selfNormalised: ratioOf(outcomes, weights, weight),
    doublyRobust: doublyRobust(log, weights, weight),
  }
}

const refusal = (decisions: number, size: number): string =>
  `The ${decisions} decisions are worth ${Math.floor(size)} of this policy's own, and ${EFFECTIVE_MIN} are needed. ` +
  'The policy would mostly do what was hardly ever done; take a longer period, or a policy closer to the logged one.'

function doublyRobust(
  log: readonly LoggedDecision[],
  weights: readonly number[],
  weight: number,
): OfflineEstimate {
  const scale = log.length / weight
  const terms = log.map(
    ({ outcome, predicted, predictedOfPolicy }, at) =>
      predictedOfPolicy + scale * (weights[at] ?? 0) * (outcome - predicted),
  )
  return meanOf(terms)
}

function meanOf(values: readonly number[]): OfflineEstimate {
  const mean = sum(values) / values.length
  const squares = sum(values.map(value => (value - mean) ** 2))
  return around(mean, Math.sqrt(squares) / values.length)
}

/** The error of a ratio of two sums, to first order. */
function ratioOf(outcomes: readonly number[], weights: readonly number[], weight: number): OfflineEstimate {
  const mean = sum(outcomes.map((outcome, at) => outcome * (weights[at] ?? 0))) / weight
  const squares = sum(outcomes.map((outcome, at) => ((weights[at] ?? 0) * (outcome - mean)) ** 2))
  return around(mean, Math.sqrt(squares) / weight)
}

function around(estimate: number, standardError: number): OfflineEstimate {
  const half = normalQuantile(0.975) * standardError
  return { estimate, standardError, interval: [estimate - half, estimate + half] }
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)
