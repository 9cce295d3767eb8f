import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { chanceAbove } from '../beta-difference.ts'
import { normalCdf } from '../normal-cdf.ts'
import { equalOddsProbability, oddsRatioInterval } from '../odds-ratio.ts'

type Rows = readonly (readonly number[])[]

// Made by known-differences.py, from finite sums in 80 digits.
const known = JSON.parse(readFileSync(new URL('known-differences.json', import.meta.url), 'utf8')) as {
  readonly chance_above: Rows
  readonly fisher: Rows
}

it('finds the chance that one rate exceeds another by a margin', () => {
  expect(known.chance_above.length).toBeGreaterThan(5)
  for (const [a = 0, b = 0, c = 0, d = 0, margin = 0, expected = 0] of known.chance_above) {
    const [first, second] = [
      { alpha: a, beta: b },
      { alpha: c, beta: d },
    ]
    expect(Math.abs(chanceAbove(first, second, margin) - expected)).toBeLessThan(1e-8)
  }
})

it('finds it for millions of messages, where both are nearly normal', () => {
  const [first, second] = [
    { alpha: 20_400, beta: 980_000 },
    { alpha: 40_000, beta: 1_960_000 },
  ]
  const mean = ({ alpha, beta }: typeof first) => alpha / (alpha + beta)
  const variance = (own: typeof first) => (mean(own) * (1 - mean(own))) / (own.alpha + own.beta + 1)
  const z = (mean(first) - mean(second) - 1e-4) / Math.sqrt(variance(first) + variance(second))
  expect(Math.abs(chanceAbove(first, second, 1e-4) - normalCdf(z))).toBeLessThan(1e-3)
  // Of two that are the same, either is above the other with one half: what the integral loses shows here.
  expect(Math.abs(chanceAbove(first, first, 0) - 0.5)).toBeLessThan(1e-8)
})

it('has chances that add up, and none beyond the end', () => {
  const [first, second] = [
    { alpha: 3, beta: 900 },
    { alpha: 1, beta: 90_000 },
  ]
  expect(chanceAbove(first, second, 0) + chanceAbove(second, first, 0)).toBeCloseTo(1, 9)
  expect(chanceAbove(second, first, 0.99)).toBe(0)
})

it('agrees with the exact test, and its interval with the test', () => {
  expect(known.fisher.length).toBeGreaterThan(3)
  for (const [
    successes = 0,
    trials = 0,
    otherSuccesses = 0,
    otherTrials = 0,
    below = 0,
    above = 0,
  ] of known.fisher) {
    const table = { successes, trials, otherSuccesses, otherTrials }
    const probability = equalOddsProbability(table)
    expect(probability).toBeCloseTo(Math.min(1, 2 * Math.min(below, above)), 10)
    if (probability === 1) continue
    // At the level of the test, one end of the interval is a ratio of one.
    const ends = oddsRatioInterval(table, probability)
    expect(Math.min(...ends.map(end => Math.abs(Math.log(end))))).toBeLessThan(1e-6)
  }
})
