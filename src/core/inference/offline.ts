import type { Interval } from '../stats/credible-interval.ts'
import { effectiveSampleSize } from '../stats/effective-sample-size.ts'
import { normalQuantile } from '../stats/normal-quantile.ts'

/** A past decision with its outcome, and the probabilities of the evaluated policy. */
export interface LoggedDecision {
  readonly outcome: number
  /** The probability with which the chosen variant was chosen. */
  readonly propensity: number
  /** The probability with which the policy would have chosen the same. */
  readonly wouldChoose: number
  /** A model's prediction of the chosen variant's outcome, made without this outcome. */
  readonly predicted: number
  /** The same model's prediction of the policy's outcome: over all variants, by the policy's probabilities. */
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
      /** The real outcome, under the policy of that time. */
      readonly logged: OfflineEstimate
      readonly inversePropensity: OfflineEstimate
      readonly selfNormalised: OfflineEstimate
      readonly doublyRobust: OfflineEstimate
      /**
       * Doubly robust minus logged. Both use the same messages, so the difference is more precise than the two
       * values.
       */
      readonly gain: OfflineEstimate
    }
  | {
      readonly ok: false
      readonly decisions: number
      readonly effectiveSampleSize: number
      readonly reason: string
    }

/** Fewer equally weighted decisions than this allow no conclusion. */
export const EFFECTIVE_MIN = 200

export interface Evaluator {
  /** @throws RangeError for a propensity that is not in (0, 1] */
  add(decision: LoggedDecision): void
  evaluation(): Evaluation
}

/**
 * Evaluates a policy on one decision after the other; only sums are kept.
 * - Inverse propensity scoring (Horvitz and Thompson, 1952): mean of w y with w = wouldChoose / propensity.
 * - Self-normalised (Swaminathan and Joachims, 2015): Σ w y / Σ w; slightly biased, far more stable.
 * - Doubly robust (Dudík, Langford and Li, 2011, https://arxiv.org/abs/1103.4601), self-normalised: mean of
 *   predictedOfPolicy, plus Σ w (y - predicted) / Σ w. Correct if either the propensities or the model are.
 * It refuses if too few decisions resemble the policy's choices, because any number would mislead.
 */
export function createEvaluator(): Evaluator {
  const sums = { n: 0, w: 0, ww: 0, y: 0, yy: 0, wy: 0, wwy: 0, wwyy: 0 }
  // For the doubly robust estimate: q is the model's expectation of the policy, r = w (y - predicted).
  const model = { q: 0, qq: 0, r: 0, rr: 0, qr: 0, qy: 0, ry: 0 }
  return {
    add({ outcome: y, propensity, wouldChoose, predicted, predictedOfPolicy: q }) {
      if (!(propensity > 0 && propensity <= 1)) throw new RangeError(`no propensity: ${propensity}`)
      const w = wouldChoose / propensity
      const r = w * (y - predicted)
      sums.n++
      sums.w += w
      sums.ww += w * w
      sums.y += y
      sums.yy += y * y
      sums.wy += w * y
      sums.wwy += w * w * y
      sums.wwyy += w * w * y * y
      model.q += q
      model.qq += q * q
      model.r += r
      model.rr += r * r
      model.qr += q * r
      model.qy += q * y
      model.ry += r * y
    },
    evaluation() {
      const { n, w, ww, y, yy, wy, wwy, wwyy } = sums
      const size = effectiveSampleSize(w, ww)
      const common = { decisions: n, effectiveSampleSize: size }
      if (size < EFFECTIVE_MIN) return { ok: false, ...common, reason: refusal(n, size) }
      const { q, qq, r, rr, qr, qy, ry } = model
      const scale = n / w
      const robust = q + scale * r
      const robustSquares = qq + 2 * scale * qr + scale * scale * rr
      const ratio = wy / w
      return {
        ok: true,
        ...common,
        logged: meanOf(n, y, yy),
        inversePropensity: meanOf(n, wy, wwyy),
        // The error of a ratio of two sums, to first order.
        selfNormalised: around(ratio, Math.sqrt(positive(wwyy - 2 * ratio * wwy + ratio * ratio * ww)) / w),
        doublyRobust: meanOf(n, robust, robustSquares),
        gain: meanOf(n, robust - y, robustSquares - 2 * (qy + scale * ry) + yy),
      }
    },
  }
}

const refusal = (decisions: number, size: number): string =>
  `The ${decisions} decisions are worth ${Math.floor(size)} of this policy's own, and ${EFFECTIVE_MIN} are needed. ` +
  'The policy would mostly choose variants that were hardly ever chosen. Take a longer period, or a policy closer to the logged one.'

function meanOf(count: number, total: number, squares: number): OfflineEstimate {
  const mean = total / count
  return around(mean, Math.sqrt(positive(squares / count - mean * mean) / count))
}

/** Rounding may give a value slightly below zero. */
const positive = (value: number): number => Math.max(0, value)

function around(estimate: number, standardError: number): OfflineEstimate {
  const half = normalQuantile(0.975) * standardError
  return { estimate, standardError, interval: [estimate - half, estimate + half] }
}
