import { drawLogGamma } from './draw-log-gamma.ts'
import type { Random } from './random.ts'

/**
 * A draw from Gamma(shape, scale), both above 0; the mean is their product. The result is zero if the draw is too
 * small for a double, which happens for shapes below about 0.01. Use `drawLogGamma` if that matters.
 */
export const drawGamma = (shape: number, scale: number, random: Random): number =>
  scale * Math.exp(drawLogGamma(shape, random))
