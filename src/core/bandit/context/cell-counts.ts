import { successesOf } from '../../measure/cohort.ts'
import type { CellCohort, CellReward, Evidence, Reward } from '../bandit.ts'
import { shareReader } from '../belief.ts'

/** The counts of one variant in one cell. */
export interface CellCount {
  readonly cell: string
  /** Messages, each weighted by the share of its successes that is visible by now. */
  readonly exposure: number
  /** Successes so far. */
  readonly successes: number
}

/**
 * Reads the evidence of a rate by cell. Messages are weighted by their maturity and successes count in full: the
 * estimator of Vernade, Carpentier and others (2020) for linear models with delay. If a variant's messages have no
 * cells, all are in the cell ''. In short steps.
 * @returns by variant id, in the order of the ids; cells in the order of their text
 */
export function* cellCounts(
  evidence: Evidence,
): Generator<undefined, ReadonlyMap<string, readonly CellCount[]>> {
  const shareOf = yield* shareReader(evidence)
  const isLate = evidence.delay !== undefined
  const rewards = evidence.rewards.toSorted((a, b) => (a.variantId < b.variantId ? -1 : 1))
  const counts = new Map<string, readonly CellCount[]>()
  for (const reward of rewards) {
    yield
    const cells = reward.cells ?? [{ cell: '', cohorts: wholeOf(reward, isLate) }]
    counts.set(reward.variantId, cells.map(cell => countOf(cell, shareOf)).sort(byCell))
  }
  return counts
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

function countOf({ cell, cohorts }: CellReward, shareOf: (stretch: CellCohort) => number): CellCount {
  let exposure = 0
  let successes = 0
  // Sorted by time, so that sums do not depend on the order of arrival.
  for (const cohort of cohorts.toSorted((a, b) => a.fromMs - b.fromMs || a.untilMs - b.untilMs)) {
    // Reports of successes can arrive before reports of sends.
    exposure += Math.max(cohort.sends, cohort.successes) * shareOf(cohort)
    successes += cohort.successes
  }
  // Where F is zero no success is possible. Such reports are earlier than the curve allows and do not count yet.
  return { cell, exposure, successes: exposure > 0 ? successes : 0 }
}
