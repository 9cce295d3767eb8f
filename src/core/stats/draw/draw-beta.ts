import { drawLogGamma } from './draw-log-gamma.ts'
import type { Random } from './random.ts'

/**
 * A draw from Beta(alpha, beta), both above 0: X / (X + Y) of two gamma draws. It uses logarithms, so two draws that
 * are too small for a double still have a ratio.
 */
export function drawBeta(alpha: number, beta: number, random: Random): number {
  const logX = drawLogGamma(alpha, random)
  const logY = drawLogGamma(beta, random)
  return 1 / (1 + Math.exp(logY - logX))
}
