import { type ArmSums, addSums, NO_SUMS } from '../sums.ts'
import { isCovered } from './strata.ts'

/** A stretch of time with all of its variants. */
export interface PooledStratum {
  /** All messages of the experiment. */
  readonly messages: number
  readonly variants: ReadonlyMap<string, ArmSums>
}

/**
 * Several variants as one side of a comparison: in each stretch the mean of those that could be chosen during all of it.
 * Each counts the same, whatever its traffic, so the learner's preferences do not decide what their mean is. Who counts is
 * known before the stretch, but for those that end in it.
 * @param strata in order of time
 * @returns one side for each stratum; its messages are those of all the variants
 */
export function pooledSides(strata: readonly PooledStratum[], ids: ReadonlySet<string>): readonly ArmSums[] {
  return strata.map((stratum, at) => {
    const before = strata[at - 1]
    const shareOf = (id: string) =>
      before === undefined || before.messages === 0
        ? 0
        : (before.variants.get(id)?.messages ?? 0) / before.messages
    // A variant with a small share may have no message in a stretch, and still have been there.
    const own = [...ids].map(id => ({ id, sums: stratum.variants.get(id) ?? NO_SUMS }))
    const whole = own.filter(({ id, sums }) => isCovered(sums, shareOf(id), stratum)).map(({ sums }) => sums)
    const messages = own.reduce((sum, { sums }) => sum + sums.messages, 0)
    return { ...meanOf(whole), messages }
  })
}

/** Sums for a choice among the variants with equal probability: each message has the weight 1 / (k e). */
function meanOf(all: readonly ArmSums[]): ArmSums {
  const k = Math.max(1, all.length)
  const { messages, inverse, inverseRoot, inverseSquare, outcome } = all.reduce(addSums, NO_SUMS)
  return {
    messages,
    inverse: inverse / k,
    inverseRoot: inverseRoot / Math.sqrt(k),
    inverseSquare: inverseSquare / (k * k),
    outcome: {
      ...outcome,
      inverse: outcome.inverse / k,
      inverseRoot: outcome.inverseRoot / Math.sqrt(k),
      inverseSquare: outcome.inverseSquare / (k * k),
      squaresInverse: outcome.squaresInverse / k,
      squaresInverseSquare: outcome.squaresInverseSquare / (k * k),
    },
  }
}
