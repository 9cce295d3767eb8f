import { total } from '../../lib/total.ts'

/** What one group had in one period. */
export interface Cell {
  readonly exposure: number
  /** Successes, or an amount; at least zero. */
  readonly successes: number
}

const ROUNDS_MAX = 100
const PRECISION = 1e-4

/**
 * The level of each period, if successes of group k in period s follow exposure · θ_k · γ_s: one rate θ for each group,
 * one level γ for each period that all groups share (a log-linear model). The θ depend only on differences within
 * periods. The mean level over all exposure is one. By turns, the levels and the rates are fitted.
 * @param cells by group, and for each by period
 */
export function commonLevels(cells: readonly (readonly Cell[])[], periods: number): readonly number[] {
  const successesIn = Array.from({ length: periods }, (_, at) =>
    total(cells.map(own => own[at]?.successes ?? 0)),
  )
  const wins = cells.map(own => total(own.map(({ successes }) => successes)))
  // Groups that never shared a period keep their own rates: nothing shows that the level has moved.
  let rates = ratesAt(cells, wins, () => 1)
  let levels: readonly number[] = []
  for (let round = 0; round < ROUNDS_MAX; round++) {
    levels = successesIn.map((successes, at) => {
      const expected = total(cells.map((own, group) => (own[at]?.exposure ?? 0) * (rates[group] ?? 0)))
      return expected > 0 ? successes / expected : 0
    })
    const next = ratesAt(cells, wins, at => levels[at] ?? 0)
    const moved = Math.max(...next.map((rate, group) => Math.abs(rate / (rates[group] || 1) - 1)))
    rates = next
    if (moved < PRECISION) break
  }
  const exposures = cells.flatMap(own => own.map(({ exposure }, at) => exposure * (levels[at] ?? 0)))
  const all = total(cells.flatMap(own => own.map(({ exposure }) => exposure)))
  const scale = total(exposures) / all
  return levels.map(level => level / scale)
}

/** The rate of each group, in successes per exposure at the common level. */
const ratesAt = (
  cells: readonly (readonly Cell[])[],
  wins: readonly number[],
  levelAt: (period: number) => number,
): readonly number[] =>
  cells.map((own, group) => {
    const expected = total(own.map(({ exposure }, at) => exposure * levelAt(at)))
    return expected > 0 ? (wins[group] ?? 0) / expected : 0
  })
