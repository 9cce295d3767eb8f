import type { Exposure } from './delayed-rate.ts'

/** The highest rate that is plausible for a variant without mature evidence. */
const RATE_MAX = 0.5
const MATURE = 0.9
const SUCCESSES_ENOUGH = 20

/**
 * Corrects a maturity curve that is far too slow, as a first guess can be. The sign of this: the successes of such
 * young messages would imply an implausible rate, and every variant would look perfect. The correction raises all
 * shares below one by the factor that makes the common rate plausible. The comparison between variants does not
 * change.
 * @param exposures one list for each variant
 * @param usualRate of the organisation: twice this rate is plausible, unless mature messages show more
 */
export function plausible(
  exposures: readonly (readonly Exposure[])[],
  usualRate?: number,
): readonly (readonly Exposure[])[] {
  const raise = raiseOf(exposures, usualRate)
  return exposures.map(own =>
    own.map(({ sends, successes, maturity }) => ({ sends, successes, maturity: raise(maturity) })),
  )
}

/** The correction of `plausible`, for one share. */
export function raiseOf(
  exposures: readonly (readonly Exposure[])[],
  usualRate: number = RATE_MAX / 2,
): (maturity: number) => number {
  const all = exposures.flat()
  const mature = rateOf(all.filter(({ maturity }) => maturity >= MATURE))
  const shown = mature.successes >= SUCCESSES_ENOUGH ? mature.rate : 0
  const credible = Math.max(2 * usualRate, shown)
  const lift = rateOf(all).rate / credible
  return maturity => (lift > 1 && maturity < 1 ? Math.min(1, maturity * lift) : maturity)
}

function rateOf(exposures: readonly Exposure[]): { readonly rate: number; readonly successes: number } {
  let successes = 0
  let exposed = 0
  for (const exposure of exposures) {
    successes += exposure.successes
    exposed += exposure.sends * exposure.maturity
  }
  return { rate: exposed > 0 ? successes / exposed : 0, successes }
}
