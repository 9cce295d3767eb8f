import { atOnce } from '../../lib/in-slices.ts'
import { total } from '../../lib/total.ts'
import { createRandom } from '../stats/draw/random.ts'
import type { Policy, Reward, SteppedStrategy, Strategy } from './bandit.ts'
import { DRAWS, type Draws, drawnInSteps } from './drawn-policy.ts'

/** An even split, whatever the results. */
export const fixed: Strategy = (evidence, seed) => atOnce(fixedInSteps(evidence, seed))

/** The same in short steps. */
export const fixedInSteps: SteppedStrategy = ({ rewards }) => policyOf(rewards, () => 1)

/**
 * Shares that a person has set, among the eligible variants. If none of these has a share, all are equal. Shares are
 * in steps of 1/512.
 */
export const manual: Strategy = (evidence, seed) => atOnce(manualInSteps(evidence, seed))

/** The same in short steps. */
export const manualInSteps: SteppedStrategy = ({ rewards, manualWeights }) =>
  policyOf(rewards, variantId => {
    const weight = manualWeights?.get(variantId) ?? 0
    return Number.isFinite(weight) && weight > 0 ? weight : 0
  })

/**
 * A table with rows in proportion to the weights, exact to a row. Changes move as few rows as possible: each row
 * ranks the variants by weighted rendezvous hashing (Schindelhauer and Schomaker, 2005). A new variant takes rows
 * from all others, and no row moves between old variants, except for rounding. There is no seed: a split that does
 * not learn is not drawn again with every version, and people keep their variant.
 */
function policyOf(
  rewards: readonly Reward[],
  weightOf: (variantId: string) => number,
): Generator<undefined, Policy> {
  const weightsOf = (ids: readonly string[]): readonly number[] => {
    const weights = ids.map(weightOf)
    return weights.some(weight => weight > 0) ? weights : ids.map(() => 1)
  }
  const columns = new Map<string, Float64Array>()
  const draws: Draws = {
    better: 'higher',
    columnOf(variantId) {
      const column = columns.get(variantId) ?? rowsOf(variantId, weightOf(variantId) || 1)
      columns.set(variantId, column)
      return column
    },
    rowsMaxOf: ids => largestRemainders(weightsOf(ids), DRAWS),
  }
  return drawnInSteps(draws, rewards)
}

function rowsOf(variantId: string, weight: number): Float64Array {
  const random = createRandom('rows', variantId)
  return Float64Array.from({ length: DRAWS }, () => Math.log(1 - random()) / weight)
}

/** Whole rows in proportion to the weights. The remaining rows go to the variants that lose most by rounding. */
function largestRemainders(weights: readonly number[], rows: number): readonly number[] {
  const largest = Math.max(...weights)
  // Relative to the largest, because the sum of very large weights would be infinite.
  const all = weights.reduce((sum, weight) => sum + weight / largest, 0)
  const exact = weights.map(weight => (rows * (weight / largest)) / all)
  const whole = exact.map(Math.floor)
  const left = rows - total(whole)
  const byRemainder = [...exact.keys()].sort(
    (a, b) => (exact[b] ?? 0) - (whole[b] ?? 0) - ((exact[a] ?? 0) - (whole[a] ?? 0)) || a - b,
  )
  const raised = new Set(byRemainder.slice(0, left))
  return whole.map((own, at) => (raised.has(at) ? own + 1 : own))
}
