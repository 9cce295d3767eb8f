import type { Exposure } from './delayed-rate.ts'

/** No wording is believed to do better than this before it has shown it. */
const RATE_MAX = 0.5
const MATURE = 0.9
const SUCCESSES_ENOUGH = 20

/**
 * Corrects a maturity curve that is far too slow, as a first guess can be. It shows: so many successes from messages so
 * young would mean a rate beyond belief, and every variant would look as perfect as the next. Then all shares below
 * one are raised by the factor that makes the common rate credible, which leaves the comparison as it was.
 * @param exposures one list a variant
 * @param usualRate of the organisation: twice that is credible, unless mature messages show more
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
