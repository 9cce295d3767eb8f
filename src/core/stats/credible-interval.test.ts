import { expect, it } from 'vitest'
import { betaInterval, normalInterval } from './credible-interval.ts'
import { incompleteBeta } from './incomplete-beta.ts'
import { normalCdf } from './normal-cdf.ts'
import { normalQuantile } from './normal-quantile.ts'

it('leaves the same probability on either side of a beta interval', () => {
  const [low, high] = betaInterval(31, 971, 0.95)
  expect(incompleteBeta(low, 31, 971)).toBeCloseTo(0.025, 10)
  expect(1 - incompleteBeta(high, 31, 971)).toBeCloseTo(0.025, 10)
})

it('mirrors a beta interval when the roles are swapped', () => {
  const [low, high] = betaInterval(3, 40, 0.9)
  const [mirroredLow, mirroredHigh] = betaInterval(40, 3, 0.9)
  expect(mirroredLow).toBeCloseTo(1 - high, 12)
  expect(mirroredHigh).toBeCloseTo(1 - low, 12)
})

it('reaches 1.96 deviations for 95 % of a normal distribution', () => {
  const [low, high] = normalInterval(10, 2, 0.95)
  expect(low).toBeCloseTo(10 - 2 * 1.959964, 5)
  expect(high).toBeCloseTo(10 + 2 * 1.959964, 5)
})

it('inverts the normal distribution', () => {
  for (const p of [1e-6, 0.01, 0.4, 0.77, 0.999]) expect(normalCdf(normalQuantile(p)) / p).toBeCloseTo(1, 10)
  expect([normalQuantile(0), normalQuantile(1)]).toEqual([Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY])
})
