export interface Choice {
  /** Position in the weights. */
  readonly index: number
  /** The probability with which it was chosen. */
  readonly propensity: number
}

/**
 * Takes one of several, by its weight: the first whose cumulative weight exceeds `unit`. A weight of
 * zero is never taken, and what rounding leaves over at the end belongs to the last positive weight.
 * @param weights that sum to one, give or take rounding; at least one is positive
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
