import { normalQuantile } from '../normal-quantile.ts'
import type { Random } from './random.ts'

/** A draw from the standard normal distribution, by inversion: one random number, one draw. */
export const drawNormal = (random: Random): number => normalQuantile(random() || HALF_A_STEP)

// Zero stands for everything below the first step; its quantile would be infinite.
const HALF_A_STEP = 2 ** -54
