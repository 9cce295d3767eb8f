import { normalCdf } from './normal-cdf.ts'

/**
 * The probability of a division at least this uneven, if each unit went to the first group with probability `share`:
 * Pearson's chi-square test with one degree of freedom. Without any unit the result is 1.
 * @param share in [0, 1]
 */
export function sampleRatioProbability(first: number, second: number, share: number): number {
  const total = first + second
  const deviation = first - total * share
  if (deviation === 0) return 1
  const variance = total * share * (1 - share)
  // A share of 0 or 1 allows no deviation.
  return variance === 0 ? 0 : 2 * normalCdf(-Math.abs(deviation) / Math.sqrt(variance))
}
