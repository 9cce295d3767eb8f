import { logGamma } from './log-gamma.ts'

const TINY = 1e-300
const ROUNDS_MAX = 100_000

/**
 * The regularised incomplete gamma function P(shape, x): the probability that a variable with the distribution
 * Gamma(shape, 1) is at most x. Series (DLMF 8.11.4) below the mean, continued fraction (8.9.2) by the modified
 * method of Lentz above it, as in Numerical Recipes 6.2.
 * @param shape above 0
 * @param x at least 0
 */
export function incompleteGamma(shape: number, x: number): number {
  if (x <= 0) return 0
  const power = Math.exp(shape * Math.log(x) - x - logGamma(shape))
  return x < shape + 1 ? power * series(shape, x) : 1 - power * continuedFraction(shape, x)
}

function series(shape: number, x: number): number {
  let term = 1 / shape
  let sum = term
  for (let round = 1; round <= ROUNDS_MAX && term > sum * Number.EPSILON; round++) {
    term *= x / (shape + round)
    sum += term
  }
  return sum
}

function continuedFraction(shape: number, x: number): number {
  let b = x + 1 - shape
  let c = 1 / TINY
  let d = 1 / b
  let fraction = d
  for (let round = 1; round <= ROUNDS_MAX; round++) {
    const a = -round * (round - shape)
    b += 2
    d = 1 / away(a * d + b)
    c = away(b + a / c)
    fraction *= d * c
    if (Math.abs(d * c - 1) < Number.EPSILON) break
  }
  return fraction
}

/** Lentz's method moves values away from zero, so that no division by zero occurs. */
const away = (value: number): number => (Math.abs(value) < TINY ? TINY : value)
