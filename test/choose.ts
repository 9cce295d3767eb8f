export interface Choice {
  /** The position in the weights. */
  readonly index: number
  /** The probability with which it was chosen. */
  readonly propensity: number
}

/**
 * Chooses one of several by weight: the first whose cumulative weight exceeds `unit`. A weight of zero is never
 * chosen. A rounding remainder at the end belongs to the last positive weight.
 * @param weights that sum to one, except for rounding; at least one is positive
 * @param unit uniform in [0, 1)
 */
export function choose(weights: readonly number[], unit: number): Choice {
  let cumulative = 0
  let chosen: Choice | undefined
  for (const [index, weight] of weights.entries()) {
    if (weight <= 0) continue
    chosen = { index, propensity: weight }
    cumulative += weight
    if (unit < cumulative) break
  }
  if (!chosen) throw new RangeError('there is nothing to choose from: no weight is positive')
  return chosen
}
