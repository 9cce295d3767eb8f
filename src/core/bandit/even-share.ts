/**
 * Gives a share `epsilon` of all choices evenly to all variants. The share is the total over all of them.
 * @param weights that sum to one
 * @param epsilon in [0, 1]
 * @returns weights that sum to one, each at least epsilon / K
 */
export const withFloor = (weights: readonly number[], epsilon: number): readonly number[] =>
  weights.map(weight => (1 - epsilon) * weight + epsilon / weights.length)
