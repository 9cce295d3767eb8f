import { incompleteBeta, logBetaPower } from './incomplete-beta.ts'

const ROUNDS_MAX = 100

/**
 * The inverse of `incompleteBeta` in x, by Newton's method. The search stays inside a bracket that every step
 * narrows, so it ends for any shape of the curve.
 * @param probability in [0, 1]
 * @param alpha at least 1/2; otherwise small quantiles are below the reach of bisection
 * @param beta at least 1/2
 */
export function betaQuantile(probability: number, alpha: number, beta: number): number {
  let low = 0
  let high = 1
  let x = alpha / (alpha + beta)
  for (let round = 0; round < ROUNDS_MAX; round++) {
    const excess = incompleteBeta(x, alpha, beta) - probability
    if (excess === 0) return x
    if (excess > 0) high = x
    else low = x
    const slope = Math.exp(logBetaPower(x, alpha, beta)) / (x * (1 - x))
    const newton = x - excess / slope
    const next = newton > low && newton < high ? newton : (low + high) / 2
    if (Math.abs(next - x) <= 1e-10 * next) return next
    x = next
  }
  return x
}
