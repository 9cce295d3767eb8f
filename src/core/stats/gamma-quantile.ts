import { incompleteGamma } from './incomplete-gamma.ts'
import { logGamma } from './log-gamma.ts'
import { normalQuantile } from './normal-quantile.ts'

const ROUNDS_MAX = 200

/**
 * The quantile of Gamma(shape, 1): the inverse of `incompleteGamma` in x. Newton's method starts from the cube of
 * Wilson and Hilferty (1931) and stays inside a bracket that every step narrows. Twice the quantile for half the
 * degrees of freedom is the quantile of chi-square.
 * @param probability in [0, 1)
 * @param shape above 0
 */
export function gammaQuantile(probability: number, shape: number): number {
  if (probability <= 0) return 0
  const cube = 1 - 1 / (9 * shape) + normalQuantile(probability) / (3 * Math.sqrt(shape))
  // For small shapes and probabilities, the first term of the series is the better starting point.
  const first = Math.exp((Math.log(probability) + logGamma(shape + 1)) / shape)
  let x = cube > 0.2 ? shape * cube ** 3 : first
  let low = 0
  let high = Number.POSITIVE_INFINITY
  for (let round = 0; round < ROUNDS_MAX; round++) {
    const excess = incompleteGamma(shape, x) - probability
    if (excess === 0) return x
    if (excess > 0) high = x
    else low = x
    const slope = Math.exp((shape - 1) * Math.log(x) - x - logGamma(shape))
    const newton = x - excess / slope
    const middle = Number.isFinite(high) ? (low + high) / 2 : 2 * x
    const next = newton > low && newton < high ? newton : middle
    if (Math.abs(next - x) <= 1e-12 * next) return next
    x = next
  }
  return x
}
