/**
 * Solves L·x = b for a lower triangle, by forward substitution.
 * @param factor row by row, size × size, as `cholesky` returns it
 */
export function solveLower(factor: Float64Array, right: Float64Array): Float64Array {
  const size = right.length
  const solution = new Float64Array(size)
  for (let row = 0; row < size; row++) {
    let rest = right[row] ?? 0
    for (let at = 0; at < row; at++) rest -= (factor[row * size + at] ?? 0) * (solution[at] ?? 0)
    solution[row] = rest / (factor[row * size + row] ?? 1)
  }
  return solution
}

/**
 * Solves Lᵀ·x = b for a lower triangle, by back substitution. If b is a vector of standard normal draws, x is a draw
 * from the normal distribution whose inverse covariance is L·Lᵀ.
 */
export function solveUpper(factor: Float64Array, right: Float64Array): Float64Array {
  const size = right.length
  const solution = new Float64Array(size)
  for (let row = size - 1; row >= 0; row--) {
    let rest = right[row] ?? 0
    for (let at = row + 1; at < size; at++) rest -= (factor[at * size + row] ?? 0) * (solution[at] ?? 0)
    solution[row] = rest / (factor[row * size + row] ?? 1)
  }
  return solution
}
