import { DAY_MS } from '../../../lib/duration.ts'
import { total } from '../../../lib/total.ts'
import { type Cohort, successesOf } from '../../measure/cohort.ts'
import { type Cell, steppedLevelsInSteps } from '../../stats/common-levels.ts'
import type { Reward } from '../bandit.ts'

type Stretch = Pick<Cohort, 'fromMs' | 'untilMs'>

/** A period is long enough when it has so many successes of all variants together. */
const SUCCESSES_MIN = 50

/**
 * Variants are compared over the same times: a variant that joined in good days is no better for that. Messages are
 * counted as messages at the common level: γ_s times their number, see `steppedLevelsInSteps`. If rates do not move, nothing
 * changes but noise. In short steps.
 * @param shareOf the share of successes that the messages of a stretch show by now
 */
export function* atCommonLevelInSteps(
  rewards: readonly Reward[],
  shareOf: (stretch: Stretch) => number,
): Generator<undefined, readonly Reward[]> {
  const known = withoutPartialStart(rewards)
  const periodOf = yield* periodsOf(known)
  const periods = new Set(periodOf.values()).size
  if (periods < 2) return rewards
  const cells: (readonly Cell[])[] = []
  for (const { cohorts = [] } of known) {
    yield
    const own = Array.from({ length: periods }, () => ({ exposure: 0, successes: 0 }))
    for (const cohort of cohorts) {
      const cell = own[periodOf.get(cohort.fromMs) ?? 0]
      if (!cell) continue
      cell.exposure += cohort.sends * shareOf(cohort)
      cell.successes += successesOf(cohort)
    }
    cells.push(own)
  }
  const levels = yield* steppedLevelsInSteps(cells, periods)
  const levelled: Reward[] = []
  for (const reward of known) {
    yield
    const cohorts = (reward.cohorts ?? []).map(cohort => ({
      ...cohort,
      sends: cohort.sends * (levels[periodOf.get(cohort.fromMs) ?? 0] ?? 1),
    }))
    levelled.push({ ...reward, cohorts })
  }
  return levelled
}

/**
 * Old messages are counted by the month. In the month in which a variant joined, others have messages of days before
 * it, so its messages of that month are left out.
 */
function withoutPartialStart(rewards: readonly Reward[]): readonly Reward[] {
  const firstOf = ({ cohorts = [] }: Reward) => cohorts[0]?.fromMs ?? Number.POSITIVE_INFINITY
  const earliest = Math.min(...rewards.map(firstOf))
  return rewards.map(reward => {
    const [first] = reward.cohorts ?? []
    const isPartial = first && first.fromMs > earliest && first.untilMs - first.fromMs > DAY_MS
    return isPartial ? { ...reward, cohorts: reward.cohorts?.slice(1) ?? [] } : reward
  })
}

/** The period of each stretch, by the start of the stretch. The last period is the longest: it may be young. */
function* periodsOf(rewards: readonly Reward[]): Generator<undefined, ReadonlyMap<number, number>> {
  const stretches = new Map<number, number>()
  for (const { cohorts = [] } of rewards) {
    yield
    for (const cohort of cohorts)
      stretches.set(cohort.fromMs, (stretches.get(cohort.fromMs) ?? 0) + successesOf(cohort))
  }
  const inOrder = [...stretches].toSorted(([a], [b]) => a - b)
  let left = total(inOrder.map(([, own]) => own))
  let [period, successes] = [0, 0]
  return new Map(
    inOrder.map(([fromMs, own]) => {
      const at = period
      successes += own
      left -= own
      if (successes >= SUCCESSES_MIN && left >= SUCCESSES_MIN) {
        period++
        successes = 0
      }
      return [fromMs, at]
    }),
  )
}
