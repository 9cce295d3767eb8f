import { describe, expect, it } from 'vitest'
import { intervalInWords, liftInWords, rangeInWords, sizeWithInterval } from './lift.ts'

const plain = (text: string) => text.replaceAll('\u202f', ' ').replaceAll('\u2212', '-')

describe('a lift', () => {
  it.each([
    [0.1234, '+12 %'],
    [0.03, '+3 %'],
    [0.0296, '+3 %'],
    [0.0249, '+2.5 %'],
    [0.02, '+2 %'],
    [-0.041, '-4 %'],
    [-0.012, '-1.2 %'],
    [0.0001, '0 %'],
    [-0.0001, '0 %'],
    [28.38, '+2 838 %'],
  ])('%s is %s', (relative, text) => expect(plain(liftInWords(relative))).toBe(text))
})

describe('an interval is rounded outward', () => {
  it.each<[readonly [number, number], string]>([
    [[0.04, 0.21], '4 to 21 %'],
    [[0.0449, 0.2001], '4 to 21 %'],
    [[-0.0801, 0.15], '-9 to 15 %'],
    [[0.012, 0.139], '1.2 to 14 %'],
    [[0.01, 0.14], '1 to 14 %'],
    [[-0.0204, -0.0004], '-2.1 to -0.04 %'],
    // What excludes zero never reads as if it did not.
    [[0.0004, 0.3], '0.04 to 30 %'],
    [[-0.89, 28.38], '-89 to 2 838 %'],
    [[0, 0.1], '0 to 10 %'],
  ])('%s is %s', (interval, text) => expect(plain(intervalInWords(interval))).toBe(text))

  it('never shrinks', () => {
    for (let seed = 1; seed < 500; seed++) {
      const low = Math.sin(seed) * 0.4
      const high = low + Math.abs(Math.cos(seed * 7)) * 0.6
      const [from = Number.NaN, to = Number.NaN] = plain(intervalInWords([low, high]))
        .replace(' %', '')
        .split(' to ')
        .map(Number)
      expect(from).toBeLessThanOrEqual(low * 100 + 1e-6)
      expect(to).toBeGreaterThanOrEqual(high * 100 - 1e-6)
    }
  })
})

it('a size is said in the direction that the sentence names', () => {
  expect(plain(sizeWithInterval(-0.12, [-0.21, -0.04]))).toBe('12 % (4 to 21 %)')
  expect(plain(sizeWithInterval(0.12, [0.04, 0.21]))).toBe('12 % (4 to 21 %)')
})

it('a range goes from the worst to the best', () => {
  expect(plain(rangeInWords([-0.02, 0.04], 'higher'))).toBe('between 2 % worse and 4 % better')
  expect(plain(rangeInWords([-0.02, 0.041], 'lower'))).toBe('between 5 % worse and 2 % better')
})
