import { betaQuantile } from './beta-quantile.ts'
import { normalQuantile } from './normal-quantile.ts'

/** From, to: with equal probability outside on either side. */
export type Interval = readonly [low: number, high: number]

/** The central interval that holds `level` (such as 0.95) of Beta(alpha, beta). */
export const betaInterval = (alpha: number, beta: number, level: number): Interval => [
  betaQuantile((1 - level) / 2, alpha, beta),
  betaQuantile((1 + level) / 2, alpha, beta),
]

/** The central interval that holds `level` of a normal distribution. */
export function normalInterval(mean: number, deviation: number, level: number): Interval {
  const reach = normalQuantile((1 + level) / 2) * deviation
  return [mean - reach, mean + reach]
}

/** The central interval that holds `level` of some draws (at least one; they are not changed). */
export function drawnInterval(draws: Float64Array, level: number): Interval {
  const sorted = draws.toSorted()
  const at = (probability: number) => sorted[Math.round(probability * (sorted.length - 1))] ?? Number.NaN
  return [at((1 - level) / 2), at((1 + level) / 2)]
}
