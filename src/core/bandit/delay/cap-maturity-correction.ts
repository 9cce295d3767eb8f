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
 * @returns in short steps: the correction of one share
 */
export function* raiseOf(
  exposures: readonly (readonly Exposure[])[],
  usualRate: number = RATE_MAX / 2,
): Generator<undefined, (maturity: number) => number> {
  const [all, mature] = [newSums(), newSums()]
  for (const own of exposures) {
    yield
    for (const exposure of own) {
      add(all, exposure)
      if (exposure.maturity >= MATURE) add(mature, exposure)
    }
  }
  const shown = mature.successes >= SUCCESSES_ENOUGH ? rateOf(mature) : 0
  const credible = Math.max(2 * usualRate, shown)
  const lift = rateOf(all) / credible
  return maturity => (lift > 1 && maturity < 1 ? Math.min(1, maturity * lift) : maturity)
}

const newSums = () => ({ successes: 0, exposed: 0 })

function add(sums: ReturnType<typeof newSums>, { sends, successes, maturity }: Exposure): void {
  sums.successes += successes
  sums.exposed += sends * maturity
}

const rateOf = ({ successes, exposed }: ReturnType<typeof newSums>): number =>
  exposed > 0 ? successes / exposed : 0
