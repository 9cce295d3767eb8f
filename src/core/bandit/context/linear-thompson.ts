import { atOnce } from '../../../lib/in-slices.ts'
import { cholesky } from '../../stats/cholesky.ts'
import { drawNormal } from '../../stats/draw/draw-normal.ts'
import { createRandom } from '../../stats/draw/random.ts'
import { solveLower } from '../../stats/triangular-solve.ts'
import type { SteppedStrategy, Strategy } from '../bandit.ts'
import { DRAWS, drawnPolicy } from '../drawn-policy.ts'
import { priorOf } from '../shrinkage.ts'
import { sharpenedInSteps } from '../tempered-thompson.ts'
import { type CellCount, cellCounts } from './cell-counts.ts'
import { type CellDesign, designOf } from './cell-design.ts'

/**
 * Linear Thompson sampling (Agrawal and Goyal, 2013) as it is commonly offered. Each variant learns separately a rate
 * that is the sum of one number and one for each level, with a ridge prior worth one message a number, around the
 * common rate. The noise is that of a rate, p (1 - p); a noise of one would hide every signal. Amounts are divided
 * without attributes.
 */
export const linearThompson: Strategy = (evidence, seed) => atOnce(linearThompsonInSteps(evidence, seed))

/** The same in short steps. */
export const linearThompsonInSteps: SteppedStrategy = function* (evidence, seed) {
  if (evidence.kind === 'amount') return yield* sharpenedInSteps(evidence, seed)
  const counts = yield* cellCounts(evidence)
  const all = [...counts.values()].flat()
  const design = designOf(exposureByCell(all))
  const { mean } = priorOf(
    [...counts.values()].map(own => ({
      size: total(own, ({ exposure }) => exposure),
      successes: total(own, ({ successes }) => successes),
      rate:
        total(own, ({ successes }) => successes) /
        Math.max(
          1,
          total(own, ({ exposure }) => exposure),
        ),
    })),
    evidence.usualRate,
  )
  const beliefs = new Map<string, (cell: string) => Float64Array>()
  for (const [variantId, own] of counts) {
    yield
    beliefs.set(variantId, beliefOf(design, own, mean, seed, variantId))
  }
  return drawnPolicy({
    better: evidence.better,
    columnOf(variantId, cell) {
      const belief = beliefs.get(variantId) ?? beliefOf(design, [], mean, seed, variantId)
      beliefs.set(variantId, belief)
      return belief(cell)
    },
  })
}

const total = (counts: readonly CellCount[], of: (count: CellCount) => number): number =>
  counts.reduce((sum, count) => sum + of(count), 0)

function exposureByCell(counts: readonly CellCount[]): ReadonlyMap<string, number> {
  const messages = new Map<string, number>()
  for (const { cell, exposure } of counts) messages.set(cell, (messages.get(cell) ?? 0) + exposure)
  return messages
}

/** The rate for people of a cell, one value for each row. */
function beliefOf(
  design: CellDesign,
  counts: readonly CellCount[],
  mean: number,
  seed: string,
  variantId: string,
): (cell: string) => Float64Array {
  const size = design.groups.length
  const matrix = new Float64Array(size * size)
  const right = new Float64Array(size)
  for (let at = 0; at < size; at++) matrix[at * size + at] = 1
  for (const { cell, exposure, successes } of counts) {
    const { effects } = design.place(cell)
    for (const [place, effect] of effects.entries()) {
      right[effect] = (right[effect] ?? 0) + successes - exposure * mean
      for (const other of effects.slice(0, place + 1)) {
        matrix[effect * size + other] = (matrix[effect * size + other] ?? 0) + exposure
      }
    }
  }
  const factor = cholesky(matrix, size)
  const half = solveLower(factor, right)
  const noise = Math.sqrt(mean * (1 - mean))
  // Each variant has its own stream, so adding another variant does not shift these draws.
  const random = createRandom(seed, variantId)
  const normals = Float64Array.from({ length: DRAWS }, () => drawNormal(random))
  return cell => {
    const direction = new Float64Array(size)
    for (const effect of design.place(cell).effects) direction[effect] = 1
    const seen = solveLower(factor, direction)
    let [value, squares] = [mean, 0]
    for (let at = 0; at < size; at++) {
      value += (seen[at] ?? 0) * (half[at] ?? 0)
      squares += (seen[at] ?? 0) ** 2
    }
    const deviation = noise * Math.sqrt(squares)
    return normals.map(normal => value + deviation * normal)
  }
}
