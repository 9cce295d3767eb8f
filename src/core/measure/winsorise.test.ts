import { describe, expect, it } from 'vitest'
import type { AmountSums } from './winsorise.ts'
import { ordersAbove, winsorise } from './winsorise.ts'

const sumsOf = (amounts: readonly number[]): AmountSums => {
  const total = (of: (amount: number) => number) => amounts.reduce((sum, amount) => sum + of(amount), 0)
  return {
    count: amounts.length,
    sum: total(amount => amount),
    sumOfSquares: total(amount => amount ** 2),
    logSum: total(Math.log),
    logSumOfSquares: total(amount => Math.log(amount) ** 2),
  }
}

describe('winsorising', () => {
  it('caps at the 99.5th percentile of all orders together, in every sum', () => {
    const amounts = Array.from({ length: 1000 }, (_, at) => at + 1)
    const cap = amounts.toSorted((a, b) => b - a)[ordersAbove(amounts.length)] ?? 0
    expect(cap).toBe(995)
    for (const odd of [0, 1]) {
      const own = amounts.filter(amount => amount % 2 === odd)
      const large = own.filter(amount => amount > 900)
      const expected = sumsOf(own.map(amount => Math.min(amount, cap)))
      const found = winsorise(sumsOf(own), large, cap)
      expect(found.count).toBe(500)
      expect(found.sum).toBe(expected.sum)
      expect(found.sumOfSquares).toBe(expected.sumOfSquares)
      // Logarithms are kept as whole numbers of 2^-20.
      expect(found.logSum).toBeCloseTo(expected.logSum, 4)
      expect(found.logSumOfSquares).toBeCloseTo(expected.logSumOfSquares, 3)
    }
  })

  it('does not change few orders', () => {
    expect(ordersAbove(199)).toBe(0)
    const sums = sumsOf([1, 1e6])
    expect(winsorise(sums, [1e6], Number.POSITIVE_INFINITY)).toEqual(sums)
  })
})
