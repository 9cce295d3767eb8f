/**
 * The number of equally weighted observations with the same information as a weighted sample: (Σw)² / Σw². Kish,
 * "Survey sampling" (1965), section 11.7.
 * @param weight sum of the weights
 * @param squaredWeight sum of the squared weights
 */
export const effectiveSampleSize = (weight: number, squaredWeight: number): number =>
  squaredWeight > 0 ? (weight * weight) / squaredWeight : 0
