/** The algorithms of a template. */
export const ALGORITHMS = [
  'adaptive',
  'contextual',
  'thompson',
  'weighted_thompson',
  'linear_thompson',
  'epsilon_greedy',
  'fixed',
  'manual',
] as const

export type Algorithm = (typeof ALGORITHMS)[number]
