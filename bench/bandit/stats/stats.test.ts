import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { createRandom } from '../../../src/core/stats/draw/random.ts'
import { DAY_MS, HOUR_MS } from '../../../src/lib/duration.ts'
import { coarsen } from './coarsen.ts'
import { drawLogNormal } from './draw-log-normal.ts'
import { sampleQuantile } from './sample-quantile.ts'

type Rows = readonly (readonly [probability: number, value: number])[]

interface KnownValues {
  readonly sample_quantile: { readonly sample: readonly number[]; readonly rows: Rows }
  readonly log_normal_quantiles: readonly {
    readonly mu: number
    readonly sigma: number
    readonly points: Rows
  }[]
}

// Made with SciPy by known-distributions.py.
const known = JSON.parse(
  readFileSync(new URL('../../../src/core/stats/known/known-distributions.json', import.meta.url), 'utf8'),
) as KnownValues

it('agrees with NumPy on quantiles of a sample', () => {
  const { sample, rows } = known.sample_quantile
  expect(rows.length).toBeGreaterThan(5)
  for (const [probability, expected] of rows) {
    const error = Math.abs(sampleQuantile(sample, probability) - expected) / Math.abs(expected)
    expect(error, `at ${probability}`).toBeLessThan(1e-14)
  }
  expect(sampleQuantile([4], 0.3)).toBe(4)
})

const DRAWS = 20_000

// The share of draws below each known quantile must be that probability, within four standard errors.
it('draws from log-normal distributions', () => {
  expect(known.log_normal_quantiles.length).toBeGreaterThan(2)
  for (const { mu, sigma, points } of known.log_normal_quantiles) {
    const random = createRandom('known-distributions', `log-normal ${mu} ${sigma}`)
    const draws = Array.from({ length: DRAWS }, () => drawLogNormal(mu, sigma, random))
    for (const [probability, quantile] of points) {
      const below = draws.filter(value => value <= quantile).length / DRAWS
      const error = Math.sqrt((probability * (1 - probability)) / DRAWS)
      expect(Math.abs(below - probability), `${mu} ${sigma} below ${quantile}`).toBeLessThan(4 * error)
    }
  }
})

it('loses nothing when days are put together', () => {
  const hours = Array.from({ length: 48 }, (_, at) => ({
    fromMs: at * HOUR_MS,
    untilMs: (at + 1) * HOUR_MS,
    sends: 10,
    successes: [1, 2],
  }))
  const day = { sends: 240, successes: [24, 48] }
  expect(coarsen(hours, DAY_MS)).toEqual([
    { fromMs: 0, untilMs: DAY_MS, ...day },
    { fromMs: DAY_MS, untilMs: 2 * DAY_MS, ...day },
  ])
})
