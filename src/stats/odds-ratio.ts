import type { Interval } from './credible-interval.ts'
import { logGamma } from './log-gamma.ts'

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

/** The probabilities of at most, and of at least, so many successes: hypergeometric, tilted by the odds ratio. */
function tails(table: TwoByTwo, logOdds: number): { readonly below: number; readonly above: number } {
  const { successes, trials, otherSuccesses, otherTrials } = table
  const { least, most } = supportOf(table)
  const all = successes + otherSuccesses
  const logs = Array.from({ length: most - least + 1 }, (_, at) => {
    const x = least + at
    return logChoose(trials, x) + logChoose(otherTrials, all - x) + x * logOdds
  })
  const largest = logs.reduce((max, log) => Math.max(max, log), Number.NEGATIVE_INFINITY)
  let [sum, below, above] = [0, 0, 0]
  for (const [at, log] of logs.entries()) {
    const weight = Math.exp(log - largest)
    sum += weight
    if (least + at <= successes) below += weight
    if (least + at >= successes) above += weight
  }
  return { below: below / sum, above: above / sum }
}

const logChoose = (n: number, k: number): number => logGamma(n + 1) - logGamma(k + 1) - logGamma(n - k + 1)
