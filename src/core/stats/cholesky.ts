/**
 * The lower triangle L with L·Lᵀ = A, for a symmetric positive definite matrix. The order of summation is fixed, so
 * every engine gives the same bits. A singular value decomposition does not guarantee this. Golub and Van Loan,
 * Matrix Computations, algorithm 4.2.1.
 * @param matrix row by row, size × size; only its lower triangle is read
 * @returns row by row, with zeros above the diagonal
 * @throws RangeError when the matrix is not positive definite
 */
export function cholesky(matrix: Float64Array, size: number): Float64Array {
  const factor = new Float64Array(size * size)
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < row; column++) {
      const rest = (matrix[row * size + column] ?? 0) - dot(factor, size, row, column)
      factor[row * size + column] = rest / (factor[column * size + column] ?? 1)
    }
    const rest = (matrix[row * size + row] ?? 0) - dot(factor, size, row, row)
    if (!(rest > 0)) {
      throw new RangeError(`the matrix is not positive definite: row ${row} depends on those before it`)
    }
    factor[row * size + row] = Math.sqrt(rest)
  }
  return factor
}

/** The dot product of two rows of the factor, over the columns before the diagonal of the second. */
function dot(factor: Float64Array, size: number, row: number, column: number): number {
  let sum = 0
  for (let at = 0; at < column; at++) {
    sum += (factor[row * size + at] ?? 0) * (factor[column * size + at] ?? 0)
  }
  return sum
}
