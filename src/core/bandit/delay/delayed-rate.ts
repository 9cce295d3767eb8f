/** Messages of one variant that are equally old: how many, how many succeeded so far, and what share of successes shows by now. */
export interface Exposure {
  readonly sends: number
  readonly successes: number
  /** F, from 0 to 1. */
  readonly maturity: number
}

/** A rate and what is known of it, as if `size` mature messages had shown it. */
export interface RateEstimate {
  readonly rate: number
  readonly size: number
  /** Successes seen so far. */
  readonly successes: number
}

const ROUNDS_MAX = 30
const RATE_MAX = 1 - 1e-6

/**
 * The rate that is most likely when young messages show only a share F of their successes:
 * the maximum of the product of (θF)^s (1 − θF)^(n−s), by Newton's method kept inside a bracket. Its size m is
 * chosen so that a Beta distribution with m messages has the same curvature; with F = 1, m is the number of
 * messages, and for small rates the exposure ΣnF of Vernade, Cappé and Perchet (2017).
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
  // Nothing can have succeeded where F is zero: such reports came ahead of the curve and are not yet judged.
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
 * Where nearly all young messages have succeeded, the most likely rate is one, and no Beta distribution around it is as wide
 * as what is known: its size would be nothing, and the best of all evidence would count for none. So it stays a
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
    // θ times the slope of the log-likelihood falls steadily from the number of successes.
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
