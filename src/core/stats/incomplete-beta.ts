import { logGamma } from './log-gamma.ts'

/**
 * The regularised incomplete beta function I_x(alpha, beta): the probability that a variable with
 * the distribution Beta(alpha, beta) is at most x. Continued fraction (DLMF 8.17.22) by the modified
 * method of Lentz, as in Numerical Recipes 6.4. The work grows with the square root of the larger
 * parameter; relative error about 1e-14 for small ones and 1e-8 for millions.
 * @param x in [0, 1]
 * @param alpha above 0
 * @param beta above 0
 */
export function incompleteBeta(x: number, alpha: number, beta: number): number {
  if (x <= 0) return 0
  if (x >= 1) return 1
  // The fraction converges fast below the mean. Above the mean, the mirrored fraction does.
  const isMirrored = x > (alpha + 1) / (alpha + beta + 2)
  const [y, a, b] = isMirrored ? [1 - x, beta, alpha] : [x, alpha, beta]
  const tail = (Math.exp(logBetaPower(y, a, b)) * continuedFraction(y, a, b)) / a
  return isMirrored ? 1 - tail : tail
}

/** The logarithm of x^a (1-x)^b / B(a, b). */
export const logBetaPower = (x: number, a: number, b: number): number =>
  a * Math.log(x) + b * Math.log1p(-x) + logGamma(a + b) - logGamma(a) - logGamma(b)

const TINY = 1e-300
const ROUNDS_MAX = 1_000_000

function continuedFraction(x: number, a: number, b: number): number {
  let c = 1
  let d = 1 / away(1 - ((a + b) * x) / (a + 1))
  let fraction = d
  for (let m = 1; m <= ROUNDS_MAX; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m))
    d = 1 / away(1 + even * d)
    c = away(1 + even / c)
    fraction *= d * c
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1))
    d = 1 / away(1 + odd * d)
    c = away(1 + odd / c)
    fraction *= d * c
    if (Math.abs(d * c - 1) < Number.EPSILON) break
  }
  return fraction
}

/** Lentz's method moves values away from zero, so that no division by zero occurs. */
const away = (value: number): number => (Math.abs(value) < TINY ? TINY : value)
