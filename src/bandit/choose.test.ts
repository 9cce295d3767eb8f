import { expect, it } from 'vitest'
import { choose } from './choose.ts'

it('takes the first whose cumulative weight exceeds the number', () => {
  const at = (unit: number) => choose([0.25, 0.5, 0.25], unit).index
  expect([0, 0.2499, 0.25, 0.7499, 0.75, 0.9999].map(at)).toEqual([0, 0, 1, 1, 2, 2])
})

it('gives what rounding leaves over to the last positive weight', () => {
  expect(choose([0.3, 0.6999, 0], 0.99995)).toEqual({ index: 1, propensity: 0.6999 })
})

it('refuses to choose from nothing', () => {
  expect(() => choose([], 0.5)).toThrow(RangeError)
  expect(() => choose([0, 0], 0.5)).toThrow(RangeError)
})
