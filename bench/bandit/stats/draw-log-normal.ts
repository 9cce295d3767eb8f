import { drawNormal } from '../../../src/core/stats/draw/draw-normal.ts'
import type { Random } from '../../../src/core/stats/draw/random.ts'

/**
 * A draw from the log-normal distribution, whose logarithm is normal.
 * @param mu the mean of the logarithm; e^mu is the median
 * @param sigma the standard deviation of the logarithm
 */
export const drawLogNormal = (mu: number, sigma: number, random: Random): number =>
  Math.exp(mu + sigma * drawNormal(random))
