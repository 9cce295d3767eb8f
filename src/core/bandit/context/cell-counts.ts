import { successesOf } from '../../measure/cohort.ts'
import type { CellReward, Evidence, Reward } from '../bandit.ts'
import { shareReader } from '../belief.ts'

/** What is known of one variant in one cell. */
export interface CellCount {
  readonly cell: string
  /** Messages, each counted by the share of its successes that shows by now. */
  readonly exposure: number
  /** Successes so far. */
  readonly successes: number
}

/**
 * Reads the evidence of a rate by cell. Counting messages by their maturity and successes in full is the estimator of
 * Vernade, Carpentier and others (2020) for linear models with delay. A variant whose messages are not told apart by cell
 * has them all in ''.
 * @returns by variant id, in the order of the ids; cells in the order of their text
 */
export function cellCounts(evidence: Evidence): ReadonlyMap<string, readonly CellCount[]> {
  const shareOf = shareReader(evidence)
  const isLate = evidence.delay !== undefined
  const rewards = evidence.rewards.toSorted((a, b) => (a.variantId < b.variantId ? -1 : 1))
  return new Map(
    rewards.map(reward => {
      const cells = reward.cells ?? [{ cell: '', cohorts: wholeOf(reward, isLate) }]
      return [reward.variantId, cells.map(cell => countOf(cell, shareOf)).sort(byCell)]
    }),
  )
}

const byCell = (a: CellCount, b: CellCount): number => (a.cell < b.cell ? -1 : 1)

function wholeOf({ cohorts = [], trials, successes }: Reward, isLate: boolean): CellReward['cohorts'] {
  if (!isLate) return [{ fromMs: 0, untilMs: 0, sends: trials, successes }]
  return cohorts.map(cohort => ({
    fromMs: cohort.fromMs,
    untilMs: cohort.untilMs,
    sends: cohort.sends,
    successes: successesOf(cohort),
  }))
}

function countOf({ cell, cohorts }: CellReward, shareOf: ReturnType<typeof shareReader>): CellCount {
  let exposure = 0
  let successes = 0
  // In the order of time, so that sums do not depend on the order they came in.
  for (const cohort of cohorts.toSorted((a, b) => a.fromMs - b.fromMs || a.untilMs - b.untilMs)) {
    // Reports of successes can be ahead of reports of sends.
    exposure += Math.max(cohort.sends, cohort.successes) * shareOf(cohort)
    successes += cohort.successes
  }
  // Nothing can have succeeded where F is zero: such reports came ahead of the curve and are not yet judged.
  return { cell, exposure, successes: exposure > 0 ? successes : 0 }
}
