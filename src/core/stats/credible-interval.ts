import { betaQuantile } from './beta-quantile.ts'
import { normalQuantile } from './normal-quantile.ts'

/** Lower and upper end. The probability outside is the same on both sides. */
export type Interval = readonly [low: number, high: number]

/** The central interval of Beta(alpha, beta) with probability `level` (such as 0.95). */
export const betaInterval = (alpha: number, beta: number, level: number): Interval => [
  betaQuantile((1 - level) / 2, alpha, beta),
  betaQuantile((1 + level) / 2, alpha, beta),
]

/** The central interval of a normal distribution with probability `level`. */
export function normalInterval(mean: number, deviation: number, level: number): Interval {
  const reach = normalQuantile((1 + level) / 2) * deviation
  return [mean - reach, mean + reach]
}
