import { atOnce } from '../../lib/in-slices.ts'
import { createRandom } from '../stats/draw/random.ts'
import type { Reward, SteppedStrategy, Strategy } from './bandit.ts'
import { DRAWS, drawnInSteps } from './drawn-policy.ts'
import { posteriorOf } from './posterior.ts'

/**
 * Thompson sampling (Thompson, 1933; Chapelle and Li, 2011) from a finite table: 512 draws of every posterior, side
 * by side. The weight of an eligible variant is the share of rows in which it has the best draw. The table is the
 * policy, so the weights are exact propensities.
 */
export const thompson: Strategy = (evidence, seed) => atOnce(thompsonInSteps(evidence, seed))

/** The same in short steps. */
export const thompsonInSteps: SteppedStrategy = function* (evidence, seed) {
  const posterior = posteriorOf(evidence)
  const rewards = new Map(evidence.rewards.map(reward => [reward.variantId, reward]))
  const columns = new Map<string, Float64Array>()
  return yield* drawnInSteps(
    {
      better: evidence.better,
      columnOf(variantId) {
        let column = columns.get(variantId)
        if (!column) {
          const { draw } = posterior(rewards.get(variantId) ?? nothingKnown(variantId))
          // Each variant has its own stream, so adding another variant does not shift these draws.
          const random = createRandom(seed, variantId)
          column = Float64Array.from({ length: DRAWS }, () => draw(random))
          columns.set(variantId, column)
        }
        return column
      },
    },
    evidence.rewards,
  )
}

const nothingKnown = (variantId: string): Reward => ({
  variantId,
  trials: 0,
  successes: 0,
  sum: 0,
  sumOfSquares: 0,
})
