import { atOnce } from '../../lib/in-slices.ts'
import type { Evidence, SteppedStrategy, Strategy } from './bandit.ts'
import { type Belief, beliefInSteps } from './belief.ts'
import { DRAWS, drawnPolicy } from './drawn-policy.ts'
import { valueBeliefOf } from './order-value.ts'
import { isProven } from './ramp-cap.ts'
import { shownBy } from './tempered-thompson.ts'

/**
 * All traffic goes to the leader: the variant with the best expected rate, or amount per message, delay-corrected and
 * shrunk as in the default policy. This policy does not explore. Exploration comes only from the even share
 * (`epsilon`) that serving adds; without it, the policy never learns about the other variants. While one variant is
 * proven, only proven variants may lead.
 * @param seed is not used, because nothing is drawn
 */
export const epsilonGreedy: Strategy = (evidence, seed) => atOnce(greedyInSteps(evidence, seed))

/** The same in short steps. */
export const greedyInSteps: SteppedStrategy = function* (evidence) {
  const belief = yield* beliefInSteps(evidence)
  const expected = expectationOf(evidence, belief)
  return drawnPolicy({
    better: evidence.better,
    columnOf: variantId => new Float64Array(DRAWS).fill(expected(variantId)),
    rowsMaxOf(ids) {
      const proven = ids.map(id => isProven(shownBy(belief, id), evidence.better))
      return proven.includes(true) ? proven.map(own => (own ? DRAWS : 0)) : ids.map(() => DRAWS)
    },
  })
}

function expectationOf(evidence: Evidence, { prior, estimates }: Belief): (variantId: string) => number {
  const rateOf = (variantId: string): number => {
    const { rate, size } = estimates.get(variantId) ?? { rate: 0, size: 0 }
    return (prior.mean * prior.size + rate * size) / (prior.size + size)
  }
  if (evidence.kind === 'rate') return rateOf
  const values = valueBeliefOf(evidence.rewards)
  const priorSize = values.variance / values.between
  return variantId => {
    const { count, mean } = values.estimates.get(variantId) ?? { count: 0, mean: 0 }
    const log = (priorSize * values.mean + count * mean) / (priorSize + count)
    return rateOf(variantId) * Math.exp(log + values.variance / 2)
  }
}
