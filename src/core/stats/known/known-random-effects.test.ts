import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { randomEffectsMean, varianceBetween } from '../random-effects.ts'

interface Row {
  readonly noise: number
  readonly means: readonly number[]
  readonly sizes: readonly number[]
  readonly between: number
  readonly mean: number
}

// Made by known-random-effects.py with statsmodels.
const { rows } = JSON.parse(readFileSync(new URL('known-random-effects.json', import.meta.url), 'utf8')) as {
  readonly rows: readonly Row[]
}

it.each(rows)('finds the variance between $means of $sizes, and their mean', row => {
  const { noise, means, sizes, between, mean } = row
  const groups = means.map((own, at) => ({ mean: own, size: sizes[at] ?? 0 }))
  const size = groups.reduce((sum, group) => sum + group.size, 0)
  const centre = groups.reduce((sum, group) => sum + group.size * group.mean, 0) / size
  expect(varianceBetween(groups, centre, noise)).toBeCloseTo(between, 12)
  expect(randomEffectsMean(groups, noise, between)).toBeCloseTo(mean, 12)
})

it('does not count groups without observations', () => {
  const groups = [
    { mean: 1, size: 10 },
    { mean: 3, size: 10 },
  ]
  const none = { mean: 0, size: 0 }
  expect(varianceBetween([...groups, none], 2, 1)).toBe(varianceBetween(groups, 2, 1))
  expect(randomEffectsMean([...groups, none], 1, 1)).toBe(randomEffectsMean(groups, 1, 1))
  expect(varianceBetween([{ mean: 1, size: 10 }, none], 1, 1)).toBe(0)
})
