import { drawNormal } from './draw-normal.ts'
import type { Random } from './random.ts'

/**
 * The natural logarithm of a draw from Gamma(shape, 1), by rejection: Marsaglia and Tsang, "A simple method for
 * generating gamma variables" (2000).
 * @param shape above 0. A shape below 1 is boosted as in their section 6. The result is a logarithm because the draw
 *   itself may be too small for a double.
 */
export function drawLogGamma(shape: number, random: Random): number {
  if (shape < 1) return drawLogGamma(shape + 1, random) + Math.log(1 - random()) / shape
  const d = shape - 1 / 3
  const c = 1 / Math.sqrt(9 * d)
  for (;;) {
    const x = drawNormal(random)
    const root = 1 + c * x
    if (root <= 0) continue
    const v = root * root * root
    const u = 1 - random()
    const square = x * x
    // The squeeze test accepts most draws without the logarithms of the exact test.
    const isInside = u < 1 - 0.0331 * square * square
    if (isInside || Math.log(u) < square / 2 + d * (1 - v + Math.log(v))) return Math.log(d * v)
  }
}
