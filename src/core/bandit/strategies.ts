import { adaptive } from './adaptive.ts'
import type { Algorithm } from './algorithm.ts'
import type { Strategy } from './bandit.ts'
import { contextual } from './context/contextual.ts'
import { linearThompson } from './context/linear-thompson.ts'
import { epsilonGreedy } from './greedy.ts'
import { fixed, manual } from './set-shares.ts'
import { thompson } from './thompson.ts'
import { weightedThompson } from './weighted.ts'

/** Every algorithm, by its name. */
export const STRATEGIES: Readonly<Record<Algorithm, Strategy>> = {
  adaptive,
  contextual,
  thompson,
  weighted_thompson: weightedThompson,
  linear_thompson: linearThompson,
  epsilon_greedy: epsilonGreedy,
  fixed,
  manual,
}
