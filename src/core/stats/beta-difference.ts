import { betaQuantile } from './beta-quantile.ts'
import { incompleteBeta, logBetaPower } from './incomplete-beta.ts'

/** The distribution Beta(alpha, beta). Both parameters are at least 1/2. */
export interface Beta {
  readonly alpha: number
  readonly beta: number
}

/** The probability that the integral leaves out at either end. */
const TAIL = 1e-12
const PANELS = 8

/**
 * Gauss-Legendre on [-1, 1] with eight points (DLMF 3.5.17): four nodes with their weights. The other four are
 * mirrored.
 */
const NODES: readonly (readonly [node: number, weight: number])[] = [
  [0.1834346424956498, 0.362683783378362],
  [0.525532409916329, 0.3137066458778873],
  [0.7966664774136267, 0.2223810344533745],
  [0.9602898564975363, 0.1012285362903763],
]

/**
 * The probability that one of two independent beta variables exceeds the other by more than a margin. It is the
 * integral of the density of the narrower one times the distribution of the other, over 64 points. There are no
 * random draws, so the result is always the same. The error is within 1e-8 for millions of observations, and smaller
 * for fewer.
 * @param margin at least 0
 */
export function chanceAbove(first: Beta, second: Beta, margin: number): number {
  const isFirst = varianceOf(first) < varianceOf(second)
  const narrow = isFirst ? first : second
  const excess = isFirst
    ? (x: number) => incompleteBeta(x - margin, second.alpha, second.beta)
    : (x: number) => 1 - incompleteBeta(x + margin, first.alpha, first.beta)
  const from = betaQuantile(TAIL, narrow.alpha, narrow.beta)
  const until = betaQuantile(1 - TAIL, narrow.alpha, narrow.beta)
  // The integrand is zero beyond these points and has a kink at them.
  const low = isFirst ? Math.max(from, margin) : from
  const high = isFirst ? until : Math.min(until, 1 - margin)
  if (low >= high) return 0
  const density = (x: number) => Math.exp(logBetaPower(x, narrow.alpha, narrow.beta)) / (x * (1 - x))
  return Math.min(
    1,
    Math.max(
      0,
      integrate(x => density(x) * excess(x), low, high),
    ),
  )
}

const varianceOf = ({ alpha, beta }: Beta): number =>
  (alpha * beta) / ((alpha + beta) ** 2 * (alpha + beta + 1))

function integrate(of: (x: number) => number, low: number, high: number): number {
  const half = (high - low) / PANELS / 2
  let sum = 0
  for (let panel = 0; panel < PANELS; panel++) {
    const middle = low + (2 * panel + 1) * half
    for (const [node, weight] of NODES) sum += weight * (of(middle - half * node) + of(middle + half * node))
  }
  return half * sum
}
