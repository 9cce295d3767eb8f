import type { Evidence } from '../../src/core/bandit/bandit.ts'

/**
 * The variant with the best draw in each row.
 * @param draws one column for each variant, all of the same length. Equal draws go to the earlier column, so always
 *   pass the columns in the same order.
 * @returns the share of rows that each column won; sums to one unless there are no rows or columns
 */
export function shareOfWins(draws: readonly Float64Array[], better: Evidence['better']): readonly number[] {
  const rows = draws[0]?.length ?? 0
  const sign = better === 'higher' ? 1 : -1
  const wins = draws.map(() => 0)
  for (let row = 0; row < rows; row++) {
    let winner = 0
    let best = Number.NEGATIVE_INFINITY
    for (let column = 0; column < draws.length; column++) {
      const value = sign * (draws[column]?.[row] ?? Number.NaN)
      if (value > best) {
        best = value
        winner = column
      }
    }
    wins[winner] = (wins[winner] ?? 0) + 1
  }
  return wins.map(count => count / rows)
}
