import { normalQuantile } from '../normal-quantile.ts'
import type { Random } from './random.ts'

/** A draw from the standard normal distribution, by inversion. Each draw uses one random number. */
export const drawNormal = (random: Random): number => normalQuantile(random() || HALF_A_STEP)

// Zero stands for all values below the first step. Its quantile would be infinite.
const HALF_A_STEP = 2 ** -54
