import { polynomial } from './polynomial.ts'

/**
 * The probability that a standard normal variable is at most x. Hart's algorithm 5666 (1968) as
 * given by West, "Better approximations to cumulative normal functions" (2005): absolute error below
 * 1e-14, and relative error below 1e-8 however small the tail.
 */
export function normalCdf(x: number): number {
  const tail = lowerTail(Math.abs(x))
  return x > 0 ? 1 - tail : tail
}

/** The probability of values below -z, for z >= 0. */
function lowerTail(z: number): number {
  const density = Math.exp((-z * z) / 2)
  if (z < 5 * Math.SQRT2) return (density * polynomial(z, ABOVE)) / polynomial(z, BELOW)
  const fraction = z + 1 / (z + 2 / (z + 3 / (z + 4 / (z + 0.65))))
  return density / fraction / Math.sqrt(2 * Math.PI)
}

// Coefficients, highest power first.
const ABOVE = [
  0.0352624965998911, 0.700383064443688, 6.37396220353165, 33.912866078383, 112.079291497871,
  221.213596169931, 220.206867912376,
]
const BELOW = [
  0.0883883476483184, 1.75566716318264, 16.064177579207, 86.7807322029461, 296.564248779674, 637.333633378831,
  793.826512519948, 440.413735824752,
]
