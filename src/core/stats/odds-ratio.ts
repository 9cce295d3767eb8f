import type { Interval } from './credible-interval.ts'

/** Two groups with their trials and successes: a two-by-two table. */
export interface TwoByTwo {
  readonly successes: number
  readonly trials: number
  readonly otherSuccesses: number
  readonly otherTrials: number
}

/**
 * An exact test for a difference between two rates, at any sample size: Fisher's test (1935), conditional on the
 * total of successes. The two-sided value is twice the smaller tail, so the test never contradicts
 * `oddsRatioInterval`.
 * @returns the probability of a difference at least as large, if the rates are equal
 */
export function equalOddsProbability(table: TwoByTwo): number {
  const { below, above } = tails(table, 0)
  return Math.min(1, 2 * Math.min(below, above))
}

/**
 * An interval for the odds of a success over the odds in the other group: all ratios that an exact test in either
 * direction does not reject (Cornfield, 1956). Its error probability is never above `alpha`.
 * @param alpha the error probability, half of it on either side
 */
export function oddsRatioInterval(table: TwoByTwo, alpha: number): Interval {
  const { least, most } = supportOf(table)
  const { successes } = table
  return [
    successes === least ? 0 : Math.exp(search(log => tails(table, log).above > alpha / 2)),
    successes === most
      ? Number.POSITIVE_INFINITY
      : Math.exp(search(log => tails(table, log).below < alpha / 2)),
  ]
}

/** Odds beyond e^50 do not occur in practice. */
const LOG_MAX = 50

/** The point at which a condition starts to hold, if it holds for large values only. */
function search(holds: (log: number) => boolean): number {
  let low = -LOG_MAX
  let high = LOG_MAX
  for (let round = 0; round < 60; round++) {
    const middle = (low + high) / 2
    if (holds(middle)) high = middle
    else low = middle
  }
  return (low + high) / 2
}

const supportOf = ({ successes, trials, otherSuccesses, otherTrials }: TwoByTwo) => ({
  least: Math.max(0, successes + otherSuccesses - otherTrials),
  most: Math.min(trials, successes + otherSuccesses),
})

/**
 * The probabilities of at most and of at least this many successes: hypergeometric, tilted by the odds ratio. Each
 * term follows from its neighbour, starting with one for the observed count. If one side grows without bound, it has
 * all the probability.
 */
function tails(table: TwoByTwo, logOdds: number): { readonly below: number; readonly above: number } {
  const { successes, trials, otherSuccesses, otherTrials } = table
  const { least, most } = supportOf(table)
  const all = successes + otherSuccesses
  const odds = Math.exp(logOdds)
  /** The ratio of the term of x + 1 to the term of x. */
  const step = (x: number) => (odds * (trials - x) * (all - x)) / ((x + 1) * (otherTrials - all + x + 1))
  let [fewer, term] = [0, 1]
  for (let x = successes; x > least && term > NEGLIGIBLE * fewer; x--) fewer += term /= step(x - 1)
  let more = 0
  term = 1
  for (let x = successes; x < most && term > NEGLIGIBLE * more; x++) more += term *= step(x)
  if (more === Number.POSITIVE_INFINITY) return { below: 0, above: 1 }
  if (fewer === Number.POSITIVE_INFINITY) return { below: 1, above: 0 }
  const sum = fewer + 1 + more
  return { below: (fewer + 1) / sum, above: (more + 1) / sum }
}

const NEGLIGIBLE = 1e-18
