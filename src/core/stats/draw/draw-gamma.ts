import { drawLogGamma } from './draw-log-gamma.ts'
import type { Random } from './random.ts'

/**
 * A draw from Gamma(shape, scale), both above 0; its mean is their product. Zero when the draw is too small
 * for a double, as happens to shapes below about 0.01: use `drawLogGamma` where that matters.
 */
export const drawGamma = (shape: number, scale: number, random: Random): number =>
  scale * Math.exp(drawLogGamma(shape, random))
