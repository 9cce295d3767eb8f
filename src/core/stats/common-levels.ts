import { atOnce } from '../../lib/in-slices.ts'
import { total } from '../../lib/total.ts'

/** What one group had in one period. */
export interface Cell {
  readonly exposure: number
  /** Successes, or an amount; at least zero. */
  readonly successes: number
}

type Cells = readonly (readonly Cell[])[]

const ROUNDS_MAX = 100
const PRECISION = 1e-4

/** A step reads about so many cells. */
const CELLS_A_STEP = 10_000

/**
 * The level of each period, if successes of group k in period s follow exposure · θ_k · γ_s: one rate θ for each group,
 * one level γ for each period that all groups share (a log-linear model). The θ depend only on differences within
 * periods. The mean level over all exposure is one. By turns, the levels and the rates are fitted.
 * @param cells by group, and for each by period
 */
export const commonLevels = (cells: Cells, periods: number): readonly number[] =>
  atOnce(commonLevelsInSteps(cells, periods))

/** The same in short steps. */
export function* commonLevelsInSteps(cells: Cells, periods: number): Generator<undefined, readonly number[]> {
  const successesIn = yield* byPeriod(cells, periods, ({ successes }) => successes)
  const wins = cells.map(own => total(own.map(({ successes }) => successes)))
  // Groups that never shared a period keep their own rates: nothing shows that the level has moved.
  let rates = yield* ratesAt(cells, wins, Array(periods).fill(1))
  let levels: readonly number[] = []
  for (let round = 0; round < ROUNDS_MAX; round++) {
    const before = rates
    const expected = yield* byPeriod(cells, periods, ({ exposure }, group) => exposure * (before[group] ?? 0))
    levels = successesIn.map((successes, at) => {
      const usual = expected[at] ?? 0
      return usual > 0 ? successes / usual : 0
    })
    rates = yield* ratesAt(cells, wins, levels)
    const moved = Math.max(...rates.map((rate, group) => Math.abs(rate / (before[group] || 1) - 1)))
    if (moved < PRECISION) break
  }
  let [levelled, all] = [0, 0]
  for (const own of cells) {
    yield
    for (const [at, { exposure }] of own.entries()) {
      levelled += exposure * (levels[at] ?? 0)
      all += exposure
    }
  }
  const scale = levelled / all
  return levels.map(level => level / scale)
}

/** Adds a number of each cell up over the groups. */
function* byPeriod(
  cells: Cells,
  periods: number,
  numberOf: (cell: Cell, group: number) => number,
): Generator<undefined, readonly number[]> {
  const sums: number[] = Array(periods).fill(0)
  const groups = Math.ceil(CELLS_A_STEP / periods)
  for (const [group, own] of cells.entries()) {
    if (group % groups === 0) yield
    for (const [at, cell] of own.entries()) sums[at] = (sums[at] ?? 0) + numberOf(cell, group)
  }
  return sums
}

/** The rate of each group, in successes per exposure at the common level. */
function* ratesAt(
  cells: Cells,
  wins: readonly number[],
  levels: readonly number[],
): Generator<undefined, readonly number[]> {
  const rates: number[] = []
  const groups = Math.ceil(CELLS_A_STEP / levels.length)
  for (const [group, own] of cells.entries()) {
    if (group % groups === 0) yield
    let expected = 0
    for (const [at, { exposure }] of own.entries()) expected += exposure * (levels[at] ?? 0)
    rates.push(expected > 0 ? (wins[group] ?? 0) / expected : 0)
  }
  return rates
}
