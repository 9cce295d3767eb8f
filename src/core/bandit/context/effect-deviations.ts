import type { Design } from './cell-design.ts'
import {
  type Deviations,
  type Equations,
  equationsOf,
  likelihoodOf,
  type Measured,
  scaleOf,
} from './mixed-effects.ts'

/** The prior scale of the effects: the scale of a half-normal distribution. */
export interface UsualDeviations {
  /** Scales by group. */
  readonly groups: Float64Array
  readonly own: number
}

type Steps<Answer> = Generator<undefined, Answer>

/** Denser at small values. The difference between a lift of 70 % and one of 75 % does not matter. */
const GRID = [0, 0.02, 0.04, 0.06, 0.09, 0.13, 0.18, 0.25, 0.35, 0.5, 0.7, 1]

/** Weights of e to the minus this are treated as zero. */
const NEGLIGIBLE = 12

/** The length of the line that each grid point represents. */
const WIDTHS = GRID.map((_, at) => ((GRID[at + 1] ?? 1) - (GRID[at - 1] ?? 0)) / 2)

/**
 * One round over the standard deviations of all effects, each given the others: the mean of its variance over a grid,
 * weighted by marginal likelihood and prior. A grid is used because expectation-maximisation leaves zero too slowly.
 * A mean is used because the most likely value jumps to and from zero while there is little data. In short steps.
 */
export function* refineDeviations(
  design: Design,
  units: readonly Measured[],
  from: Deviations,
  usual: UsualDeviations,
): Generator<undefined, Deviations> {
  const room = new Float64Array((design.groups.length + 1) * design.groups.length)
  function* likelihoodAt(equations: readonly Equations[], groups: Float64Array): Steps<number> {
    const scale = scaleOf(design, groups)
    let likelihood = 0
    for (const own of equations) {
      yield
      likelihood += likelihoodOf(own, scale, room)
    }
    return likelihood
  }
  function* equationsAt(own: number): Steps<readonly Equations[]> {
    const equations: Equations[] = []
    for (const unit of units) {
      yield
      equations.push(equationsOf(design, unit, own))
    }
    return equations
  }
  const hasOwn = design.rows.some(row => row.hasOwn)
  const own = hasOwn
    ? yield* meanOver(usual.own, from.own, function* (value) {
        return yield* likelihoodAt(yield* equationsAt(value), from.groups)
      })
    : 0
  const equations = yield* equationsAt(own)
  let groups = from.groups
  for (const [group, scale] of usual.groups.entries()) {
    const others = groups
    const deviation = yield* meanOver(scale, groups[group] ?? 0, value =>
      likelihoodAt(equations, others.with(group, value)),
    )
    groups = groups.with(group, deviation)
  }
  return { groups, own }
}

/**
 * The root of the mean square over the grid. The search starts at the previous deviation and walks in both directions
 * until the weights are negligible.
 */
function* meanOver(
  usual: number,
  before: number,
  logAt: (deviation: number) => Steps<number>,
): Steps<number> {
  const logs = GRID.map(() => Number.NEGATIVE_INFINITY)
  const start = Math.max(
    0,
    GRID.findLastIndex(value => value <= before),
  )
  let most = Number.NEGATIVE_INFINITY
  for (const [first, step] of [
    [start, 1],
    [start - 1, -1],
  ] as const) {
    for (let at = first; at >= 0 && at < GRID.length; at += step) {
      const value = GRID[at] ?? 0
      const log = (yield* logAt(value)) - value ** 2 / (2 * usual ** 2)
      logs[at] = log
      most = Math.max(most, log)
      if (log < most - NEGLIGIBLE) break
    }
  }
  let [weights, squares] = [0, 0]
  for (const [at, log] of logs.entries()) {
    const weight = (WIDTHS[at] ?? 0) * Math.exp(log - most)
    weights += weight
    squares += weight * (GRID[at] ?? 0) ** 2
  }
  return Math.sqrt(squares / weights)
}
