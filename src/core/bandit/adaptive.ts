import type { Evidence, Strategy } from './bandit.ts'
import { type Draws, drawnPolicy } from './drawn-policy.ts'
import { hurdleAmounts } from './hurdle.ts'
import { sharpenedRates } from './tempered-thompson.ts'

/** The default policy: `sharpenedThompson` for rates, `hurdleAmounts` for amounts. */
export const adaptive: Strategy = (evidence, seed) => drawnPolicy(adaptiveDraws(evidence, seed))

/** The draws behind `adaptive`. */
export const adaptiveDraws = (evidence: Evidence, seed: string): Required<Draws> =>
  evidence.kind === 'amount' ? hurdleAmounts(evidence, seed) : sharpenedRates(evidence, seed)
