/**
 * What a message counts for when it is weighted against the chance of getting its variant, its propensity e. Sums of
 * these are kept as whole numbers, so that they add up in any order: 1/e and 1/√e in units of 2^-20, 1/e² in units of 2^-10.
 */
export interface Weights<Sum> {
  readonly inverse: Sum
  readonly inverseRoot: Sum
  readonly inverseSquare: Sum
}

/** How many units make one. */
export const UNITS = { inverse: 2 ** 20, inverseRoot: 2 ** 20, inverseSquare: 2 ** 10 } as const

/** Nothing is less likely: this keeps sums within their columns. */
export const PROPENSITY_MIN = 2 ** -20

/** @param propensity in (0, 1] */
export const weightsOf = (propensity: number): Weights<number> => ({
  inverse: 1 / propensity,
  inverseRoot: 1 / Math.sqrt(propensity),
  inverseSquare: 1 / (propensity * propensity),
})

/** The same in whole units. In SQL, bit for bit, it is `sumsOfWeights` of src/runtime/db/cohort-sql.ts. */
export function unitWeightsOf(propensity: number): Weights<bigint> {
  const weights = weightsOf(Math.max(propensity, PROPENSITY_MIN))
  const inUnits = (name: keyof Weights<number>) => BigInt(Math.floor(UNITS[name] * weights[name] + 0.5))
  return {
    inverse: inUnits('inverse'),
    inverseRoot: inUnits('inverseRoot'),
    inverseSquare: inUnits('inverseSquare'),
  }
}

/** Sums of whole units as numbers. */
export const fromUnits = ({ inverse, inverseRoot, inverseSquare }: Weights<number>): Weights<number> => ({
  inverse: inverse / UNITS.inverse,
  inverseRoot: inverseRoot / UNITS.inverseRoot,
  inverseSquare: inverseSquare / UNITS.inverseSquare,
})
