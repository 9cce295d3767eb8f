import { DAY_MS } from '../../../lib/duration.ts'
import { groupBy } from '../../../lib/group-by.ts'
import { total } from '../../../lib/total.ts'
import { type Cohort, successesOf } from '../../measure/cohort.ts'
import type { Reward } from '../bandit.ts'

type Stretch = Pick<Cohort, 'fromMs' | 'untilMs'>

/** A period is long enough when it has so many successes of all variants together. */
const SUCCESSES_MIN = 50
const ROUNDS_MAX = 100
const PRECISION = 1e-4

/** What one variant had in one period: messages, weighted by the share of their successes that is visible. */
interface Cell {
  exposure: number
  successes: number
}

/**
 * Variants are compared over the same times: a variant that joined in good days is no better for that. Successes of
 * variant k in period s follow exposure · θ_k · γ_s, with one rate θ for each variant and one level γ for each period
 * that all variants share (a log-linear model; the θ depend only on differences within periods). Messages are then
 * counted as messages at the common level: γ_s times their number. If rates do not move, nothing changes but noise.
 * @param shareOf the share of successes that the messages of a stretch show by now
 */
export function atCommonLevel(
  rewards: readonly Reward[],
  shareOf: (stretch: Stretch) => number,
): readonly Reward[] {
  const known = withoutPartialStart(rewards)
  const periodOf = periodsOf(known)
  const periods = new Set(periodOf.values()).size
  if (periods < 2) return rewards
  const cells = known.map(({ cohorts = [] }) => {
    const own: Cell[] = Array.from({ length: periods }, () => ({ exposure: 0, successes: 0 }))
    for (const cohort of cohorts) {
      const cell = own[periodOf.get(cohort.fromMs) ?? 0]
      if (!cell) continue
      cell.exposure += cohort.sends * shareOf(cohort)
      cell.successes += successesOf(cohort)
    }
    return own
  })
  const levels = levelsOf(cells, periods)
  return known.map(reward => ({
    ...reward,
    cohorts: (reward.cohorts ?? []).map(cohort => ({
      ...cohort,
      sends: cohort.sends * (levels[periodOf.get(cohort.fromMs) ?? 0] ?? 1),
    })),
  }))
}

/**
 * Old messages are counted by the month. In the month in which a variant joined, others have messages of days before
 * it, so its messages of that month are left out.
 */
function withoutPartialStart(rewards: readonly Reward[]): readonly Reward[] {
  const firstOf = ({ cohorts = [] }: Reward) => cohorts[0]?.fromMs ?? Number.POSITIVE_INFINITY
  const earliest = Math.min(...rewards.map(firstOf))
  return rewards.map(reward => {
    const [first, ...later] = reward.cohorts ?? []
    const isPartial = first && first.fromMs > earliest && first.untilMs - first.fromMs > DAY_MS
    return isPartial ? { ...reward, cohorts: later } : reward
  })
}

/** The period of each stretch, by the start of the stretch. The last period is the longest: it may be young. */
function periodsOf(rewards: readonly Reward[]): ReadonlyMap<number, number> {
  const stretches = [
    ...groupBy(
      rewards.flatMap(({ cohorts = [] }) => cohorts),
      ({ fromMs }) => fromMs,
    ),
  ]
  const inOrder = stretches.toSorted(([a], [b]) => a - b)
  let left = total(inOrder.map(([, cohorts]) => total(cohorts.map(successesOf))))
  let [period, successes] = [0, 0]
  return new Map(
    inOrder.map(([fromMs, cohorts]) => {
      const own = total(cohorts.map(successesOf))
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

/** The level of each period; their mean over all messages is one. By turns, the levels and the rates are fitted. */
function levelsOf(cells: readonly (readonly Cell[])[], periods: number): readonly number[] {
  const successesIn = Array.from({ length: periods }, (_, at) =>
    total(cells.map(own => own[at]?.successes ?? 0)),
  )
  const wins = cells.map(own => total(own.map(({ successes }) => successes)))
  // Variants that never shared a period keep their own rates: nothing shows that the level has moved.
  let rates = ratesAt(cells, wins, () => 1)
  let levels: readonly number[] = []
  for (let round = 0; round < ROUNDS_MAX; round++) {
    levels = successesIn.map((successes, at) => {
      const expected = total(cells.map((own, variant) => (own[at]?.exposure ?? 0) * (rates[variant] ?? 0)))
      return expected > 0 ? successes / expected : 0
    })
    const next = ratesAt(cells, wins, at => levels[at] ?? 0)
    const moved = Math.max(...next.map((rate, variant) => Math.abs(rate / (rates[variant] || 1) - 1)))
    rates = next
    if (moved < PRECISION) break
  }
  const exposures = cells.flatMap(own => own.map(({ exposure }, at) => exposure * (levels[at] ?? 0)))
  const all = total(cells.flatMap(own => own.map(({ exposure }) => exposure)))
  const scale = total(exposures) / all
  return levels.map(level => level / scale)
}

/** The rate of each variant, in successes per message at the common level. */
const ratesAt = (
  cells: readonly (readonly Cell[])[],
  wins: readonly number[],
  levelAt: (period: number) => number,
): readonly number[] =>
  cells.map((own, variant) => {
    const expected = total(own.map(({ exposure }, at) => exposure * levelAt(at)))
    return expected > 0 ? (wins[variant] ?? 0) / expected : 0
  })
