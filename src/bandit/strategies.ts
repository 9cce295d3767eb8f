import { adaptive } from './adaptive.ts'
import type { Algorithm } from './algorithm.ts'
import type { Strategy } from './bandit.ts'
import { epsilonGreedy } from './greedy.ts'
import { fixed, manual } from './set-shares.ts'
import { thompson } from './thompson.ts'
import { weightedThompson } from './weighted.ts'

/** Every algorithm that does not look at attributes, by its name. */
export const STRATEGIES: Readonly<Record<Exclude<Algorithm, 'contextual' | 'linear_thompson'>, Strategy>> = {
  adaptive,
  thompson,
  weighted_thompson: weightedThompson,
  epsilon_greedy: epsilonGreedy,
  fixed,
  manual,
}
