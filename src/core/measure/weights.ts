/**
 * The weights of a message by its propensity e, the probability of its variant. Sums are whole numbers, so that they
 * add up exactly in any order: 1/e and 1/√e in units of 2^-20, 1/e² in units of 2^-10.
 */
export interface Weights<Sum> {
  readonly inverse: Sum
  readonly inverseRoot: Sum
  readonly inverseSquare: Sum
}

/** Units per one. */
export const UNITS = { inverse: 2 ** 20, inverseRoot: 2 ** 20, inverseSquare: 2 ** 10 } as const

/** The smallest propensity. It keeps sums within the limits of their columns. */
export const PROPENSITY_MIN = 2 ** -20

/** @param propensity in (0, 1] */
export const weightsOf = (propensity: number): Weights<number> => ({
  inverse: 1 / propensity,
  inverseRoot: 1 / Math.sqrt(propensity),
  inverseSquare: 1 / (propensity * propensity),
})

/**
 * The weights in whole units. `sumsOfWeights` of src/runtime/db/cohort-sql.ts computes the same in SQL, bit for bit.
 */
export function unitWeightsOf(propensity: number): Weights<bigint> {
  const weights = weightsOf(Math.max(propensity, PROPENSITY_MIN))
  const inUnits = (name: keyof Weights<number>) => BigInt(Math.floor(UNITS[name] * weights[name] + 0.5))
  return {
    inverse: inUnits('inverse'),
    inverseRoot: inUnits('inverseRoot'),
    inverseSquare: inUnits('inverseSquare'),
  }
}

/** Converts sums of units to numbers. */
export const fromUnits = ({ inverse, inverseRoot, inverseSquare }: Weights<number>): Weights<number> => ({
  inverse: inverse / UNITS.inverse,
  inverseRoot: inverseRoot / UNITS.inverseRoot,
  inverseSquare: inverseSquare / UNITS.inverseSquare,
})
