/**
 * Messages of one variant with the same age: their number, their successes so far, and the share of successes that is
 * visible by now.
 */
export interface Exposure {
  readonly sends: number
  readonly successes: number
  /** F, from 0 to 1. */
  readonly maturity: number
}

/** A rate and its weight, equivalent to `size` mature messages. */
export interface RateEstimate {
  readonly rate: number
  readonly size: number
  /** Successes seen so far. */
  readonly successes: number
}

const ROUNDS_MAX = 30
const RATE_MAX = 1 - 1e-6

/**
 * The most likely rate if young messages show only a share F of their successes: the maximum of the product of (θF)^s
 * (1 − θF)^(n−s), by Newton's method kept inside a bracket. Its size m is chosen so that a Beta distribution with m
 * messages has the same curvature. With F = 1, m is the number of messages; for small rates it is the exposure ΣnF of
 * Vernade, Cappé and Perchet (2017).
 */
export function estimateRate(exposures: readonly Exposure[]): RateEstimate {
  let successes = 0
  let exposed = 0
  let isMature = true
  for (const { sends, successes: own, maturity } of exposures) {
    successes += own
    exposed += Math.max(sends, own) * maturity
    if (maturity < 1) isMature = false
  }
  if (successes <= 0) return { rate: 0, size: exposed, successes: 0 }
  // Where F is zero no success is possible. Such reports are earlier than the curve allows and do not count yet.
  if (exposed <= 0) return { rate: 0, size: 0, successes }
  const rate = isMature
    ? Math.min(RATE_MAX, successes / exposed)
    : belowOne(mostLikelyRate(exposures, successes, exposed), exposures)
  let size = 0
  for (const { sends, successes: own, maturity } of exposures) {
    size += (Math.max(sends, own) * maturity * (1 - rate)) / (1 - rate * maturity)
  }
  return { rate, size, successes }
}

/**
 * If nearly all young messages have succeeded, the most likely rate is one. No Beta distribution around it is as wide
 * as the uncertainty: its size would be zero, and the best evidence would have no weight. So the rate stays a
 * standard deviation, 1 / √Σ nF / (θ (1 − θF)), below one.
 */
function belowOne(rate: number, exposures: readonly Exposure[]): number {
  let information = 0
  for (const { sends, successes, maturity } of exposures)
    information += (Math.max(sends, successes) * maturity) / (rate * (1 - rate * maturity))
  return Math.min(rate, Math.max(0.5, 1 - 1 / Math.sqrt(information)))
}

function mostLikelyRate(exposures: readonly Exposure[], successes: number, exposed: number): number {
  let low = 0
  let high = RATE_MAX
  let rate = Math.min(RATE_MAX, successes / exposed)
  for (let round = 0; round < ROUNDS_MAX; round++) {
    // θ times the slope of the log-likelihood decreases steadily from the number of successes.
    let excess = successes
    let slope = 0
    for (const { sends, successes: own, maturity } of exposures) {
      const open = 1 - rate * maturity
      const failures = Math.max(0, sends - own)
      excess -= (failures * rate * maturity) / open
      slope -= (failures * maturity) / (open * open)
    }
    if (excess > 0) low = rate
    else high = rate
    const newton = rate - excess / slope
    if (Math.abs(newton - rate) <= 1e-12 * rate) return rate
    rate = newton > low && newton < high ? newton : (low + high) / 2
  }
  return rate
}
