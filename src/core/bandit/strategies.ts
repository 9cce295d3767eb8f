import { adaptive } from './adaptive.ts'
import type { Algorithm } from './algorithm.ts'
import type { Policy, SteppedStrategy, Strategy } from './bandit.ts'
import { contextual, contextualInSteps } from './context/contextual.ts'
import { linearThompson, linearThompsonInSteps } from './context/linear-thompson.ts'
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

/** The algorithms whose work is long enough to keep others waiting. */
const STEPPED: Readonly<Partial<Record<Algorithm, SteppedStrategy>>> = {
  contextual: contextualInSteps,
  linear_thompson: linearThompsonInSteps,
}

/** The same policy as that of `STRATEGIES`, made in steps. */
export function* policyInSteps(
  algorithm: Algorithm,
  ...[evidence, seed]: Parameters<Strategy>
): Generator<undefined, Policy> {
  const stepped = STEPPED[algorithm]
  return stepped ? yield* stepped(evidence, seed) : STRATEGIES[algorithm](evidence, seed)
}
