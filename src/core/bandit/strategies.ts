import { adaptive, adaptiveInSteps } from './adaptive.ts'
import type { Algorithm } from './algorithm.ts'
import type { SteppedStrategy, Strategy } from './bandit.ts'
import { contextual, contextualInSteps } from './context/contextual.ts'
import { linearThompson, linearThompsonInSteps } from './context/linear-thompson.ts'
import { epsilonGreedy, greedyInSteps } from './greedy.ts'
import { fixed, fixedInSteps, manual, manualInSteps } from './set-shares.ts'
import { thompson, thompsonInSteps } from './thompson.ts'
import { weightedInSteps, weightedThompson } from './weighted.ts'

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

/** The same policies, made in short steps: with hundreds of variants, all steps together keep others waiting. */
export const STEPPED_STRATEGIES: Readonly<Record<Algorithm, SteppedStrategy>> = {
  adaptive: adaptiveInSteps,
  contextual: contextualInSteps,
  thompson: thompsonInSteps,
  weighted_thompson: weightedInSteps,
  linear_thompson: linearThompsonInSteps,
  epsilon_greedy: greedyInSteps,
  fixed: fixedInSteps,
  manual: manualInSteps,
}
