import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { cholesky } from '../cholesky.ts'
import { solveLower, solveUpper } from '../triangular-solve.ts'

interface KnownValues {
  readonly cholesky: Readonly<Record<'matrix' | 'factor' | 'right' | 'lower' | 'upper', readonly number[]>>
}

// Made with SciPy by known-distributions.py.
const known = JSON.parse(
  readFileSync(new URL('known-distributions.json', import.meta.url), 'utf8'),
) as KnownValues

it('agrees with SciPy on the Cholesky factor and on what it solves', () => {
  const { matrix, factor, right, lower, upper } = known.cholesky
  const own = cholesky(Float64Array.from(matrix), right.length)
  const pairs: readonly (readonly [Float64Array, readonly number[]])[] = [
    [own, factor],
    [solveLower(own, Float64Array.from(right)), lower],
    [solveUpper(own, Float64Array.from(right)), upper],
  ]
  for (const [computed, expected] of pairs) {
    expect(computed.length).toBe(expected.length)
    for (const [at, value] of expected.entries()) expect(computed[at]).toBeCloseTo(value, 12)
  }
})

it('refuses a matrix that is no covariance', () => {
  expect(() => cholesky(Float64Array.of(1, 2, 2, 1), 2)).toThrow(/not positive definite/)
})
