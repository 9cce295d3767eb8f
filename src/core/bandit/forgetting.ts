import { DAY_MS } from '../../lib/duration.ts'
import { type Cohort, successesOf } from '../measure/cohort.ts'
import type { CellReward, Evidence, Reward, WeightedEvidence } from './bandit.ts'

export interface Forgetting {
  /** The half-life: after so many days a message counts half, after twice as many a quarter. */
  readonly halfLifeDays: number
  /** The time from which ages are counted. */
  readonly asOfMs: number
}

/**
 * The evidence with less weight for old messages: every cohort's sends and successes are multiplied by 2^(-age /
 * half-life) (discounted Thompson sampling: Qi, Wang and Zhu, 2023). Rates stay the same and become less certain, so
 * the policy notices when a variant's rate changes. Apply this before any strategy. Data without cohorts stay
 * unchanged. Amounts are not kept by time; they are scaled like the successes of their variant. The resulting counts
 * are not whole numbers.
 * @returns in short steps, see `inSlices`
 */
export function* forgetInSteps(evidence: Evidence, forgetting: Forgetting): Generator<undefined, Evidence> {
  const rewards: Reward[] = []
  for (const reward of evidence.rewards) {
    yield
    rewards.push(discount(reward, forgetting))
  }
  if (!evidence.parts) return { ...evidence, rewards }
  const parts: WeightedEvidence[] = []
  for (const part of evidence.parts)
    parts.push({ ...part, evidence: yield* forgetInSteps(part.evidence, forgetting) })
  return { ...evidence, rewards, parts }
}

function discount(reward: Reward, forgetting: Forgetting): Reward {
  if (!reward.cohorts) return reward
  const cohorts = reward.cohorts.map(cohort => discountCohort(cohort, weightOf(cohort, forgetting)))
  const successes = totalOf(cohorts, successesOf)
  const all = totalOf(reward.cohorts, successesOf)
  const kept = all > 0 ? successes / all : 1
  const { amounts, cells } = reward
  return {
    ...reward,
    cohorts,
    trials: totalOf(cohorts, ({ sends }) => sends),
    successes,
    sum: kept * reward.sum,
    sumOfSquares: kept * reward.sumOfSquares,
    ...(amounts && {
      amounts: {
        count: kept * amounts.count,
        sum: kept * amounts.sum,
        sumOfSquares: kept * amounts.sumOfSquares,
        logSum: kept * amounts.logSum,
        logSumOfSquares: kept * amounts.logSumOfSquares,
      },
    }),
    ...(cells && { cells: cells.map(cell => discountCell(cell, forgetting)) }),
  }
}

/** The age of a period's middle. A period that is still being sent is new. */
function weightOf(
  { fromMs, untilMs }: Pick<Cohort, 'fromMs' | 'untilMs'>,
  { halfLifeDays, asOfMs }: Forgetting,
): number {
  const ageMs = Math.max(0, asOfMs - (fromMs + untilMs) / 2)
  return 2 ** (-ageMs / (halfLifeDays * DAY_MS))
}

const discountCohort = (cohort: Cohort, weight: number): Cohort => ({
  ...cohort,
  sends: weight * cohort.sends,
  successes: Array.from(cohort.successes, count => weight * count),
})

const discountCell = (cell: CellReward, forgetting: Forgetting): CellReward => ({
  ...cell,
  cohorts: cell.cohorts.map(cohort => {
    const weight = weightOf(cohort, forgetting)
    return { ...cohort, sends: weight * cohort.sends, successes: weight * cohort.successes }
  }),
})

const totalOf = (cohorts: readonly Cohort[], of: (cohort: Cohort) => number): number =>
  cohorts.reduce((sum, cohort) => sum + of(cohort), 0)
