import { atOnce } from '../../lib/in-slices.ts'
import type { Evidence, SteppedStrategy, Strategy } from './bandit.ts'
import { type Draws, drawnInSteps } from './drawn-policy.ts'
import { hurdleAmounts } from './hurdle.ts'
import { sharpenedRates } from './tempered-thompson.ts'

/** The default policy: `sharpenedInSteps` for rates, `hurdleAmounts` for amounts. */
export const adaptive: Strategy = (evidence, seed) => atOnce(adaptiveInSteps(evidence, seed))

/** The same in short steps. */
export const adaptiveInSteps: SteppedStrategy = function* (evidence, seed) {
  return yield* drawnInSteps(yield* adaptiveDraws(evidence, seed), evidence.rewards)
}

/** The draws behind `adaptive`. In short steps. */
export const adaptiveDraws = (evidence: Evidence, seed: string): Generator<undefined, Required<Draws>> =>
  evidence.kind === 'amount' ? hurdleAmounts(evidence, seed) : sharpenedRates(evidence, seed)
