import { atOnce } from '../../lib/in-slices.ts'
import { total } from '../../lib/total.ts'
import { levelStartsInSteps } from './level-steps.ts'

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
export const commonLevels = (cells: Cells, periods: number): readonly number[] => atOnce(free(cells, periods))

function* free(cells: Cells, periods: number): Generator<undefined, readonly number[]> {
  const { levels } = yield* fitLevels(cells, periods, everyPeriod(periods))
  return yield* aroundOne(cells, levels)
}

/**
 * The same for levels that move now and then, see `levelStartsInSteps`: periods between two moves are compared as one. If nothing
 * moves, that is all time; with a level for each period, the comparison between periods would be lost. Where the level
 * moves is told by the rates that free levels lead to: a group that joined as the level moved would hide it.
 * @param cells by group, and for each by period, in the order of time
 * @returns in short steps, see `inSlices`
 */
export function* steppedLevelsInSteps(
  cells: Cells,
  periods: number,
): Generator<undefined, readonly number[]> {
  const { rates } = yield* fitLevels(cells, periods, everyPeriod(periods))
  const successes = yield* byPeriod(cells, periods, cell => cell.successes)
  const expected = yield* byPeriod(cells, periods, ({ exposure }, group) => exposure * (rates[group] ?? 0))
  const counted = successes.map((own, at) => ({ successes: own, expected: expected[at] ?? 0 }))
  const starts = yield* levelStartsInSteps(counted)
  const { levels } = yield* fitLevels(cells, periods, starts)
  return yield* aroundOne(cells, levels)
}

const everyPeriod = (periods: number): readonly number[] => Array.from({ length: periods }, (_, at) => at)

interface Fit {
  readonly rates: readonly number[]
  readonly levels: readonly number[]
}

/** @param starts the first period of each run of periods that have one level */
function* fitLevels(cells: Cells, periods: number, starts: readonly number[]): Generator<undefined, Fit> {
  const successes = yield* byPeriod(cells, periods, cell => cell.successes)
  const wins = cells.map(own => total(own.map(cell => cell.successes)))
  // Groups that never shared a period keep their own rates: nothing shows that the level has moved.
  let rates = yield* ratesAt(cells, wins, Array(periods).fill(1))
  let levels: readonly number[] = []
  for (let round = 0; round < ROUNDS_MAX; round++) {
    const before = rates
    const expected = yield* byPeriod(cells, periods, ({ exposure }, group) => exposure * (before[group] ?? 0))
    levels = levelsOf(successes, expected, starts)
    rates = yield* ratesAt(cells, wins, levels)
    const moved = Math.max(...rates.map((rate, group) => Math.abs(rate / (before[group] || 1) - 1)))
    if (moved < PRECISION) break
  }
  return { rates, levels }
}

/** One level for each run: its successes over those that the rates lead to. */
function levelsOf(
  successes: readonly number[],
  expected: readonly number[],
  starts: readonly number[],
): readonly number[] {
  return starts.flatMap((from, run) => {
    const until = starts[run + 1] ?? successes.length
    const [own = 0, usual = 0] = [successes, expected].map(counts => total(counts.slice(from, until)))
    return Array<number>(until - from).fill(usual > 0 ? own / usual : 0)
  })
}

/** The levels divided by their mean over all exposure. */
function* aroundOne(cells: Cells, levels: readonly number[]): Generator<undefined, readonly number[]> {
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
