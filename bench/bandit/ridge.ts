import { cholesky } from '../../src/stats/cholesky.ts'
import { solveLower } from '../../src/stats/triangular-solve.ts'
import type { ContextualKnown } from './contextual-world.ts'

/** What a variant's own ridge regression says of a cell. */
export interface RidgeEstimate {
  readonly mean: number
  /** √(xᵀ A⁻¹ x) with A = I + Σ x xᵀ: the standard deviation where the noise is one. */
  readonly deviation: number
}

/** Disjoint ridge regressions over one-hot attributes. @returns by cell, then by variant */
export function ridgeEstimates(known: ContextualKnown): readonly (readonly RidgeEstimate[])[] {
  const { cells, records, variants } = known
  const levels = [...new Set(cells.flatMap(namesOf))]
  const features = cells.map(cell => [0, ...namesOf(cell).map(name => 1 + levels.indexOf(name))])
  const size = levels.length + 1
  const estimates = cells.map(() => [] as RidgeEstimate[])
  for (let variant = 0; variant < variants; variant++) {
    const matrix = new Float64Array(size * size)
    const right = new Float64Array(size)
    for (let at = 0; at < size; at++) matrix[at * size + at] = 1
    for (const [cell, own] of features.entries()) {
      const [sends = 0, successes = 0] = [records[cell]?.sends[variant], records[cell]?.successes[variant]]
      for (const one of own) {
        right[one] = (right[one] ?? 0) + successes
        for (const other of own) matrix[one * size + other] = (matrix[one * size + other] ?? 0) + sends
      }
    }
    const factor = cholesky(matrix, size)
    const half = solveLower(factor, right)
    for (const [cell, own] of features.entries()) {
      const direction = new Float64Array(size)
      for (const one of own) direction[one] = 1
      const seen = solveLower(factor, direction)
      const mean = seen.reduce((sum, value, at) => sum + value * (half[at] ?? 0), 0)
      estimates[cell]?.push({ mean, deviation: Math.hypot(...seen) })
    }
  }
  return estimates
}

const namesOf = (cell: Readonly<Record<string, string>>): readonly string[] =>
  Object.entries(cell).map(([name, value]) => `${name}=${value}`)
