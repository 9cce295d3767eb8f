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

export interface RewardModel {
  /** Takes note of an outcome. @param at its place in the log */
  learn(decision: Pick<ReplayedDecision, 'variantId' | 'cell' | 'outcome'>, at: number): void
  /** To be asked when all is learnt. @param at the same place as when it was learnt */
  predict(decision: ReplayedDecision, at: number): LoggedDecision
}

interface Sums {
  count: number
  total: number
}

/**
 * Guesses outcomes for the doubly robust estimate: the mean of variant and cell, drawn towards that of the
 * variant, which is drawn towards that of all (shrinkage with a fixed worth). Rough is enough; the estimate
 * corrects it. Folds are taken in turn, and predictions cross over (Chernozhukov et al., 2018). Only sums are kept.
 */
export function createRewardModel(): RewardModel {
  // By name: '' for all, a variant, a variant and a cell. Of every fold, and of all together in the end.
  const folds = Array.from({ length: FOLDS }, () => new Map<string, Sums>())
  const all = new Map<string, Sums>()

  function add(means: Map<string, Sums>, key: string, outcome: number): void {
    const mean = means.get(key) ?? { count: 0, total: 0 }
    means.set(key, mean)
    mean.count++
    mean.total += outcome
  }

  /** The sums of the other folds. */
  function without(fold: number, key: string): Sums {
    const { count = 0, total = 0 } = all.get(key) ?? {}
    const own = folds[fold]?.get(key)
    return { count: count - (own?.count ?? 0), total: total - (own?.total ?? 0) }
  }

  // By cell and variant, then by fold: the same few are asked for again and again.
  const guesses = new Map<string, Map<string, number[]>>()

  function guess(fold: number, variantId: string, cell: string): number {
    const inCell = guesses.get(cell) ?? new Map<string, number[]>()
    guesses.set(cell, inCell)
    const byFold =
      inCell.get(variantId) ?? Array.from({ length: FOLDS }, (_, each) => guessAnew(each, variantId, cell))
    inCell.set(variantId, byFold)
    return byFold[fold] ?? 0
  }

  function guessAnew(fold: number, variantId: string, cell: string): number {
    const shrunk = (key: string, towards: number) => {
      const { count, total } = without(fold, key)
      return (total + WORTH * towards) / (count + WORTH)
    }
    const overall = without(fold, '')
    const base = overall.count > 0 ? overall.total / overall.count : 0
    return shrunk(`${variantId}\0${cell}`, shrunk(variantId, base))
  }

  return {
    learn({ variantId, cell, outcome }, at) {
      guesses.clear()
      for (const means of [folds[at % FOLDS], all])
        if (means) for (const key of ['', variantId, `${variantId}\0${cell}`]) add(means, key, outcome)
    },
    predict({ variantId, cell, outcome, propensity, policy }, at) {
      const fold = at % FOLDS
      let predictedOfPolicy = 0
      for (const [id, probability] of policy) predictedOfPolicy += probability * guess(fold, id, cell)
      return {
        outcome,
        propensity,
        wouldChoose: policy.get(variantId) ?? 0,
        predicted: guess(fold, variantId, cell),
        predictedOfPolicy,
      }
    },
  }
}
