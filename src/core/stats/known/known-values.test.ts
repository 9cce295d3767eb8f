import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { betaQuantile } from '../beta-quantile.ts'
import { drawBeta } from '../draw/draw-beta.ts'
import { drawLogGamma } from '../draw/draw-log-gamma.ts'
import { drawNormal } from '../draw/draw-normal.ts'
import { createRandom, type Random } from '../draw/random.ts'
import { createXoshiro } from '../draw/xoshiro.ts'
import { incompleteBeta } from '../incomplete-beta.ts'
import { logGamma } from '../log-gamma.ts'
import { normalCdf } from '../normal-cdf.ts'
import { normalQuantile } from '../normal-quantile.ts'

interface Quantiles {
  readonly points: readonly (readonly [probability: number, value: number])[]
}

interface KnownValues {
  readonly random: { readonly parts: readonly string[]; readonly values: readonly number[] }
  readonly normal_cdf: readonly (readonly number[])[]
  readonly normal_quantile: readonly (readonly number[])[]
  readonly log_gamma: readonly (readonly number[])[]
  readonly incomplete_beta: readonly (readonly number[])[]
  readonly beta_quantile: readonly (readonly number[])[]
  readonly normal_quantiles: readonly Quantiles[]
  readonly gamma_quantiles: readonly (Quantiles & { readonly shape: number })[]
  readonly beta_quantiles: readonly (Quantiles & { readonly alpha: number; readonly beta: number })[]
}

// Made with SciPy by known-values.py.
const known = JSON.parse(readFileSync(new URL('known-values.json', import.meta.url), 'utf8')) as KnownValues

it.each([
  {
    name: 'normal distribution',
    compute: ([x = 0]: number[]) => normalCdf(x),
    rows: known.normal_cdf,
    tolerance: 1e-8,
  },
  {
    name: 'normal quantile',
    compute: ([p = 0]: number[]) => normalQuantile(p),
    rows: known.normal_quantile,
    tolerance: 1e-14,
  },
  { name: 'log gamma', compute: ([x = 0]: number[]) => logGamma(x), rows: known.log_gamma, tolerance: 1e-13 },
  {
    name: 'incomplete beta',
    compute: ([x = 0, a = 0, b = 0]: number[]) => incompleteBeta(x, a, b),
    rows: known.incomplete_beta,
    tolerance: 1e-8,
  },
  {
    name: 'beta quantile',
    compute: ([p = 0, a = 0, b = 0]: number[]) => betaQuantile(p, a, b),
    rows: known.beta_quantile,
    tolerance: 1e-9,
  },
])('agrees with SciPy on the $name', ({ compute, rows, tolerance }) => {
  expect(rows.length).toBeGreaterThan(5)
  for (const row of rows) {
    const expected = row.at(-1) ?? Number.NaN
    // Relative, except around zero.
    const error = Math.abs(compute(row.slice(0, -1)) - expected) / Math.max(Math.abs(expected), 1e-290)
    expect(
      expected === 0 ? compute(row.slice(0, -1)) : error,
      `at ${row.slice(0, -1).join(', ')}`,
    ).toBeLessThan(tolerance)
  }
})

it('gives the numbers of the reference generator', () => {
  const next = createXoshiro([1, 2, 3, 4])
  const first = Array.from({ length: 10 }, next)
  // Blackman and Vigna's xoshiro128starstar.c, compiled; also the test vector of the Rust crate rand_xoshiro.
  expect(first).toEqual([
    11520, 0, 5927040, 70819200, 2031721883, 1637235492, 1287239034, 3734860849, 3729100597, 4258142804,
  ])
  const late = createXoshiro([2654435769, 608135816, 3084996962, 3735928559])
  for (let draw = 0; draw < 1_000_000; draw++) late()
  expect(late()).toBe(1812274235)
})

it('seeds a stream from text as an independent program does', () => {
  const random = createRandom(...known.random.parts)
  expect(known.random.values.map(() => random())).toEqual(known.random.values)
})

it('gives different streams to parts that are joined differently', () => {
  expect(createRandom('ab', 'c')()).not.toBe(createRandom('a', 'bc')())
})

const DRAWS = 20_000

/** The share of draws below each known quantile must be that probability, within four standard errors. */
function expectDistribution(draw: (random: Random) => number, { points }: Quantiles, seed: string): void {
  const random = createRandom('known-values', seed)
  const draws = Array.from({ length: DRAWS }, () => draw(random))
  for (const [probability, quantile] of points) {
    const below = draws.filter(value => value <= quantile).length / DRAWS
    const error = Math.sqrt((probability * (1 - probability)) / DRAWS)
    expect(Math.abs(below - probability), `${seed} below ${quantile}`).toBeLessThan(4 * error)
  }
}

it('draws from the normal distribution', () => {
  for (const row of known.normal_quantiles) expectDistribution(drawNormal, row, 'normal')
})

it('draws from gamma distributions of any shape', () => {
  expect(known.gamma_quantiles.length).toBeGreaterThan(3)
  for (const row of known.gamma_quantiles)
    expectDistribution(random => drawLogGamma(row.shape, random), row, `gamma ${row.shape}`)
})

it('draws from beta distributions of any shape', () => {
  expect(known.beta_quantiles.length).toBeGreaterThan(3)
  for (const row of known.beta_quantiles) {
    expectDistribution(random => drawBeta(row.alpha, row.beta, random), row, `beta ${row.alpha} ${row.beta}`)
  }
})

it('draws a finite number for every output of the generator', () => {
  for (const edge of [() => 0, () => 1 - 2 ** -53]) expect(drawNormal(edge)).toSatisfy(Number.isFinite)
})

it('draws a number between 0 and 1 when both gamma draws are too small for a double', () => {
  const random = createRandom('tiny shapes')
  for (let draw = 0; draw < 1000; draw++)
    expect(drawBeta(1e-4, 1e-4, random)).toSatisfy(value => Number(value) >= 0 && Number(value) <= 1)
})
