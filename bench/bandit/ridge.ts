import { cholesky } from '../../src/core/stats/cholesky.ts'
import { solveLower } from '../../src/core/stats/triangular-solve.ts'
import type { ContextualKnown } from './contextual-world.ts'

/** The result of a variant's own ridge regression for a cell. */
export interface RidgeEstimate {
  readonly mean: number
  /** √(xᵀ A⁻¹ x) with A = I + Σ x xᵀ: the standard deviation for a noise of one. */
  readonly deviation: number
}

/** Disjoint ridge regressions over one-hot attributes. @returns by cell, then by variant */
export function ridgeEstimates(known: ContextualKnown): readonly (readonly RidgeEstimate[])[] {
  const { cells, records, variants } = known
  const levels = [...new Set(cells.flatMap(namesOf))]
  const features = cells.map(cell => [0, ...namesOf(cell).map(name => 1 + levels.indexOf(name))])
  const size = levels.length + 1
  const byVariant = Array.from({ length: variants }, (_, variant) =>
    estimatesOf(
      features,
      size,
      records.map(({ sends, successes }) => [sends[variant] ?? 0, successes[variant] ?? 0]),
    ),
  )
  return cells.map((_, cell) => byVariant.flatMap(own => own[cell] ?? []))
}

/** One regression. @param counts messages and successes, by cell */
function estimatesOf(
  features: readonly (readonly number[])[],
  size: number,
  counts: readonly (readonly [number, number])[],
): readonly RidgeEstimate[] {
  const matrix = new Float64Array(size * size)
  const right = new Float64Array(size)
  for (let at = 0; at < size; at++) matrix[at * size + at] = 1
  for (const [cell, [sends, successes]] of counts.entries()) {
    const own = features[cell] ?? []
    for (const one of own) {
      right[one] = (right[one] ?? 0) + successes
      for (const other of own) matrix[one * size + other] = (matrix[one * size + other] ?? 0) + sends
    }
  }
  const factor = cholesky(matrix, size)
  const half = solveLower(factor, right)
  return features.map(own => {
    const direction = new Float64Array(size)
    for (const one of own) direction[one] = 1
    const seen = solveLower(factor, direction)
    const mean = seen.reduce((sum, value, at) => sum + value * (half[at] ?? 0), 0)
    return { mean, deviation: Math.hypot(...seen) }
  })
}

const namesOf = (cell: Readonly<Record<string, string>>): readonly string[] =>
  Object.entries(cell).map(([name, value]) => `${name}=${value}`)
