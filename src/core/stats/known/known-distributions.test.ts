import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { cholesky } from '../cholesky.ts'
import { drawGamma } from '../draw/draw-gamma.ts'
import { drawLogNormal } from '../draw/draw-log-normal.ts'
import { createRandom, type Random } from '../draw/random.ts'
import { gammaQuantile } from '../gamma-quantile.ts'
import { incompleteGamma } from '../incomplete-gamma.ts'
import { sampleQuantile } from '../sample-quantile.ts'
import { solveLower, solveUpper } from '../triangular-solve.ts'

type Rows = readonly (readonly number[])[]
type Points = readonly (readonly [probability: number, value: number])[]

interface KnownValues {
  readonly incomplete_gamma: Rows
  readonly gamma_quantile: Rows
  readonly sample_quantile: { readonly sample: readonly number[]; readonly rows: Rows }
  readonly gamma_quantiles: readonly {
    readonly shape: number
    readonly scale: number
    readonly points: Points
  }[]
  readonly log_normal_quantiles: readonly {
    readonly mu: number
    readonly sigma: number
    readonly points: Points
  }[]
  readonly cholesky: Readonly<Record<'matrix' | 'factor' | 'right' | 'lower' | 'upper', readonly number[]>>
}

// Made with SciPy by known-distributions.py.
const known = JSON.parse(
  readFileSync(new URL('known-distributions.json', import.meta.url), 'utf8'),
) as KnownValues

function expectRows(rows: Rows, compute: (...inputs: number[]) => number, tolerance: number): void {
  expect(rows.length).toBeGreaterThan(5)
  for (const row of rows) {
    const expected = row.at(-1) ?? Number.NaN
    const error = Math.abs(compute(...row.slice(0, -1)) - expected) / Math.max(Math.abs(expected), 1e-290)
    expect(error, `at ${row.slice(0, -1).join(', ')}`).toBeLessThan(tolerance)
  }
}

it('agrees with SciPy on the incomplete gamma function', () => {
  expectRows(known.incomplete_gamma, (shape = 0, x = 0) => incompleteGamma(shape, x), 1e-10)
})

it('agrees with SciPy on quantiles of the gamma distribution', () => {
  expectRows(known.gamma_quantile, (p = 0, shape = 0) => gammaQuantile(p, shape), 1e-9)
})

it('agrees with NumPy on quantiles of a sample', () => {
  const { sample, rows } = known.sample_quantile
  expectRows(rows, (p = 0) => sampleQuantile(sample, p), 1e-14)
  expect(sampleQuantile([4], 0.3)).toBe(4)
})

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

const DRAWS = 20_000

/** The share of draws below each known quantile must be that probability, within four standard errors. */
function expectDistribution(draw: (random: Random) => number, points: Points, seed: string): void {
  const random = createRandom('known-distributions', seed)
  const draws = Array.from({ length: DRAWS }, () => draw(random))
  for (const [probability, quantile] of points) {
    const below = draws.filter(value => value <= quantile).length / DRAWS
    const error = Math.sqrt((probability * (1 - probability)) / DRAWS)
    expect(Math.abs(below - probability), `${seed} below ${quantile}`).toBeLessThan(4 * error)
  }
}

it('draws from gamma distributions with a scale', () => {
  expect(known.gamma_quantiles.length).toBeGreaterThan(2)
  for (const { shape, scale, points } of known.gamma_quantiles)
    expectDistribution(random => drawGamma(shape, scale, random), points, `gamma ${shape} ${scale}`)
})

it('draws from log-normal distributions', () => {
  expect(known.log_normal_quantiles.length).toBeGreaterThan(2)
  for (const { mu, sigma, points } of known.log_normal_quantiles)
    expectDistribution(random => drawLogNormal(mu, sigma, random), points, `log-normal ${mu} ${sigma}`)
})
