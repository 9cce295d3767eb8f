import type { Interval } from './credible-interval.ts'

/** Two groups of trials and their successes: a table of two by two. */
export interface TwoByTwo {
  readonly successes: number
  readonly trials: number
  readonly otherSuccesses: number
  readonly otherTrials: number
}

/**
 * Whether two rates differ, exactly, at any size: Fisher's test (1935), conditional on all successes together. Two-sided
 * by doubling the smaller tail, so that it never contradicts `oddsRatioInterval`.
 * @returns the probability of a difference at least as large, if there is none
 */
export function equalOddsProbability(table: TwoByTwo): number {
  const { below, above } = tails(table, 0)
  return Math.min(1, 2 * Math.min(below, above))
}

/**
 * The odds of a success over the odds in the other group: all ratios that an exact test in either direction does not
 * reject (Cornfield, 1956). Never wrong more often than told.
 * @param alpha the probability of being wrong, half of it on either side
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

/** Odds beyond e^50 are nobody's. */
const LOG_MAX = 50

/** Where a condition begins to hold that holds for large values only. */
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
 * The probabilities of at most, and of at least, so many successes: hypergeometric, tilted by the odds ratio. Each term
 * follows from its neighbour, starting with one for what was observed; a side that grows beyond all bounds is all there is.
 */
function tails(table: TwoByTwo, logOdds: number): { readonly below: number; readonly above: number } {
  const { successes, trials, otherSuccesses, otherTrials } = table
  const { least, most } = supportOf(table)
  const all = successes + otherSuccesses
  const odds = Math.exp(logOdds)
  /** What the term of x + 1 is, over that of x. */
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
