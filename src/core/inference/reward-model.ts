import type { LoggedDecision } from './offline.ts'

/** A stored decision, with its eligible variants and the probabilities of another policy. */
export interface ReplayedDecision {
  readonly variantId: string
  /** The key of the recipient's known attributes, such as the cell; '' for none. */
  readonly cell: string
  readonly outcome: number
  readonly propensity: number
  /** The policy's probability of each eligible variant; they sum to one. */
  readonly policy: ReadonlyMap<string, number>
}

/** Each part of the log is predicted from the other parts, so that no outcome predicts itself. */
const FOLDS = 5

/** The weight, in messages, of the prediction one level up. */
const WORTH = 100

export interface RewardModel {
  /** Learns an outcome. @param at its place in the log */
  learn(decision: Pick<ReplayedDecision, 'variantId' | 'cell' | 'outcome'>, at: number): void
  /** Predicts, after all outcomes are learned. @param at the same place as for `learn` */
  predict(decision: ReplayedDecision, at: number): LoggedDecision
}

interface Sums {
  count: number
  total: number
}

/**
 * Predicts outcomes for the doubly robust estimate: the mean of variant and cell, shrunk towards that of the
 * variant, which is shrunk towards that of all (with a fixed weight). A rough prediction is enough, because the
 * estimate corrects it. Folds are assigned in turn, and predictions cross over (Chernozhukov et al., 2018). Only
 * sums are kept.
 */
export function createRewardModel(): RewardModel {
  // By key: '' for all, a variant, or a variant and a cell. There is one set per fold, and in the end one for all
  // folds.
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

  // By cell and variant, then by fold: the same few keys are asked for repeatedly.
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
