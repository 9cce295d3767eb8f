import type { LoggedDecision } from './offline.ts'

/** A decision as it is stored, with the variants it might have chosen and what another policy would do. */
export interface ReplayedDecision {
  readonly variantId: string
  /** Names of what was known of the recipient, such as the cell of attributes; '' for nothing. */
  readonly cell: string
  readonly outcome: number
  readonly propensity: number
  /** The policy's probability of each eligible variant; they sum to one. */
  readonly policy: ReadonlyMap<string, number>
}

/** Each part of the log is predicted from the others, so that no outcome predicts itself. */
const FOLDS = 5

/** Messages that the guess one level up is worth. */
const WORTH = 100

/**
 * Guesses outcomes for the doubly robust estimate: the mean of variant and cell, drawn towards that of the
 * variant, which is drawn towards that of all (shrinkage with a fixed worth). Rough is enough; the estimate
 * corrects it. Folds are taken in turn, and predictions cross over (Chernozhukov et al., 2018).
 */
export function predictOutcomes(log: readonly ReplayedDecision[]): readonly LoggedDecision[] {
  const guesses = Array.from({ length: FOLDS }, (_, fold) =>
    guesserOf(log.filter((_decision, at) => at % FOLDS !== fold)),
  )
  return log.map((decision, at) => {
    const guess = guesses[at % FOLDS] ?? (() => 0)
    let predictedOfPolicy = 0
    for (const [id, probability] of decision.policy)
      predictedOfPolicy += probability * guess(id, decision.cell)
    return {
      outcome: decision.outcome,
      propensity: decision.propensity,
      wouldChoose: decision.policy.get(decision.variantId) ?? 0,
      predicted: guess(decision.variantId, decision.cell),
      predictedOfPolicy,
    }
  })
}

type Guess = (variantId: string, cell: string) => number

function guesserOf(log: readonly ReplayedDecision[]): Guess {
  const means = new Map<string, { count: number; total: number }>()
  const add = (key: string, outcome: number) => {
    const mean = means.get(key) ?? { count: 0, total: 0 }
    mean.count++
    mean.total += outcome
    means.set(key, mean)
  }
  for (const { variantId, cell, outcome } of log) {
    add('', outcome)
    add(variantId, outcome)
    add(`${variantId}\0${cell}`, outcome)
  }
  const shrunk = (key: string, towards: number) => {
    const { count, total } = means.get(key) ?? { count: 0, total: 0 }
    return (total + WORTH * towards) / (count + WORTH)
  }
  const overall = means.get('')
  const all = overall ? overall.total / overall.count : 0
  return (variantId, cell) => shrunk(`${variantId}\0${cell}`, shrunk(variantId, all))
}
