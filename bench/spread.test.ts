import { expect, it } from 'vitest'
import { percentile, spreadOf } from './spread.ts'

it('gives the middle value, or the mean of the middle two', () => {
  expect(spreadOf([9, 1, 10])).toEqual({ median: 9, min: 1, max: 10 })
  expect(spreadOf([4, 1, 2, 100])).toEqual({ median: 3, min: 1, max: 100 })
  expect(spreadOf([7])).toEqual({ median: 7, min: 7, max: 7 })
})

it('gives percentiles by nearest rank', () => {
  const sorted = Float64Array.from({ length: 200 }, (_, at) => at + 1)
  expect([0.5, 0.9, 0.99, 1].map(share => percentile(sorted, share))).toEqual([100, 180, 198, 200])
  expect(percentile(Float64Array.of(5), 0.5)).toBe(5)
})
