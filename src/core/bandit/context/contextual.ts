import { atOnce } from '../../../lib/in-slices.ts'
import { drawNormal } from '../../stats/draw/draw-normal.ts'
import { createRandom } from '../../stats/draw/random.ts'
import { solveLower } from '../../stats/triangular-solve.ts'
import type { SteppedStrategy, Strategy } from '../bandit.ts'
import { DRAWS, drawnPolicy } from '../drawn-policy.ts'
import { rampLimits, type Shown } from '../ramp-cap.ts'
import { sharpenedInSteps, sharpnessOf } from '../tempered-thompson.ts'
import { type CellCount, cellCounts } from './cell-counts.ts'
import type { Place } from './cell-design.ts'
import { type CellModel, fitCells } from './cell-model.ts'
import { equationsOf, columnOf as firstColumn, scaleOf, solve } from './mixed-effects.ts'
import { type ThemeEffects, themeEffects } from './theme-effects.ts'

/**
 * The policy for templates that learn by attributes: Thompson sampling on a mixed-effect model whose variances are
 * learned from the template itself (empirical Bayes). The lift of a variant in a cell is the sum of the variant's own
 * effect, one effect for each level of the cell, and one for the combination. If attributes do not matter, their
 * variances go to zero, and all messages count for everybody. `fitCells` has the model. Posteriors are tempered as in
 * `sharpenedInSteps`. Amounts are divided without attributes.
 */
export const contextual: Strategy = (evidence, seed) => atOnce(contextualInSteps(evidence, seed))

/** The same in short steps. With 200 variants and 36 cells, all steps together take most of a second. */
export const contextualInSteps: SteppedStrategy = function* (evidence, seed) {
  if (evidence.kind === 'amount') return yield* sharpenedInSteps(evidence, seed)
  const counts = yield* cellCounts(evidence)
  const model = yield* fitCells(counts, evidence.usualRate)
  const themes =
    evidence.themes &&
    (yield* themeEffects(model, evidence.themes, {
      ...{ seed, draws: DRAWS, spread: 1 / Math.sqrt(sharpnessOf(0)) },
    }))
  const shown = shownBy(counts)
  const beliefs = new Map<string, Belief>()
  for (const { variantId } of evidence.rewards) {
    yield
    beliefs.set(variantId, beliefOf(model, themes, variantId, seed))
  }
  // The policy asks all variants about one cell before the next cell.
  let latest: { readonly cell: string; readonly place: Place } | undefined
  return drawnPolicy({
    better: evidence.better,
    columnOf(variantId, cell) {
      const belief = beliefs.get(variantId) ?? beliefOf(model, themes, variantId, seed)
      beliefs.set(variantId, belief)
      if (latest?.cell !== cell) latest = { cell, place: model.design.place(cell) }
      return belief(latest.place)
    },
    rowsMaxOf: ids =>
      rampLimits(
        ids.map(id => shown.get(id) ?? NOTHING),
        evidence.better,
      ),
  })
}

/** The lift of a variant for people of a cell, one value for each row. */
type Belief = (place: Place) => Float64Array

function beliefOf(
  { design, deviations, measured }: CellModel,
  themes: ThemeEffects | undefined,
  variantId: string,
  seed: string,
): Belief {
  const { precision, information } = measured.get(variantId) ?? UNSEEN
  const theme = themes?.of(variantId)
  const groups = theme ? deviations.groups.with(0, themes?.own ?? 0) : deviations.groups
  const equations = equationsOf(design, { precision, information }, deviations.own)
  const { scale, factor, half } = solve(equations, scaleOf(design, groups))
  // The remaining weight of the themes' prior, given the variant's own messages.
  const heard = solveLower(
    factor,
    firstColumn(equations.matrix, scale.length).map((value, at) => value * (scale[at] ?? 0)),
  )
  // Each variant has its own stream, so adding another variant does not shift these draws.
  const random = createRandom(seed, variantId)
  const normals = Float64Array.from({ length: DRAWS }, () => drawNormal(random))

  return ({ effects, unknown, row, hasOwn }) => {
    const direction = new Float64Array(scale.length)
    for (const effect of effects) direction[effect] = scale[effect] ?? 0
    const seen = solveLower(factor, direction)
    const own = hasOwn ? deviations.own ** 2 : 0
    const shrink = 1 / (1 + (precision[row] ?? 0) * own)
    // A level without data has the full variance of a level.
    const open = unknown.reduce((sum, group) => sum + (groups[group] ?? 0) ** 2, own * shrink)
    const variance = dot(seen, seen) * shrink * shrink + open
    const before = dot(direction, direction) + open + own * (1 - shrink)
    const deviation = before > 0 ? Math.sqrt(variance / sharpnessOf(1 - variance / before)) : 0
    const mean = (dot(seen, half) + own * (information[row] ?? 0)) * shrink
    const themed = (1 - dot(seen, heard)) * shrink
    const column = new Float64Array(DRAWS)
    for (let at = 0; at < DRAWS; at++) {
      column[at] = mean + themed * (theme?.[at] ?? 0) + deviation * (normals[at] ?? 0)
    }
    return column
  }
}

const UNSEEN = { precision: new Float64Array(0), information: new Float64Array(0) }
const NOTHING: Shown = { successes: 0, expected: 0 }

function shownBy(counts: ReadonlyMap<string, readonly CellCount[]>): ReadonlyMap<string, Shown> {
  const sums = [...counts].map(([id, own]) => ({
    id,
    successes: own.reduce((sum, { successes }) => sum + successes, 0),
    exposure: own.reduce((sum, { exposure }) => sum + exposure, 0),
  }))
  const rate =
    sums.reduce((sum, { successes }) => sum + successes, 0) /
    Math.max(
      1,
      sums.reduce((sum, { exposure }) => sum + exposure, 0),
    )
  return new Map(sums.map(({ id, successes, exposure }) => [id, { successes, expected: exposure * rate }]))
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0
  for (let at = 0; at < a.length; at++) sum += (a[at] ?? 0) * (b[at] ?? 0)
  return sum
}
