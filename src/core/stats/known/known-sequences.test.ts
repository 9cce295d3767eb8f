import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { amountRatioInterval } from '../amount-ratio-interval.ts'
import { drawBinomial } from '../draw/draw-binomial.ts'
import { drawNormal } from '../draw/draw-normal.ts'
import { createRandom } from '../draw/random.ts'
import { effectiveSampleSize } from '../effective-sample-size.ts'
import { rateRatioInterval } from '../rate-ratio-interval.ts'
import { scoreInterval } from '../score-interval.ts'
import { sequenceMultiplier } from '../sequence-multiplier.ts'
import { shareEvidence } from '../share-evidence.ts'

type Row = readonly number[]

interface KnownValues {
  readonly multiplier: readonly Row[]
  readonly wilson: readonly Row[]
  readonly rate_ratio: readonly Row[]
  readonly evidence: readonly Row[]
  readonly binomial: readonly {
    readonly trials: number
    readonly probability: number
    readonly points: readonly (readonly [successes: number, probability: number])[]
  }[]
}

// Made with SciPy by known-sequences.py.
const known = JSON.parse(
  readFileSync(new URL('known-sequences.json', import.meta.url), 'utf8'),
) as KnownValues

const counts = (success: number, trials: number) => ({ weight: trials, squaredWeight: trials, success })

describe('the multiplier of a confidence sequence', () => {
  it('is that of the paper', () => {
    expect(known.multiplier.length).toBeGreaterThan(5)
    for (const [time = 0, tunedFor = 0, alpha = 0, expected = 0] of known.multiplier)
      expect(sequenceMultiplier(time, tunedFor, alpha)).toBeCloseTo(expected, 10)
  })

  it('excludes nothing before any data', () => {
    expect(sequenceMultiplier(0, 100, 0.05)).toBe(Number.POSITIVE_INFINITY)
  })

  it('is crossed by at most one walk in twenty, however often it is looked at', () => {
    const random = createRandom('walks')
    const walks = 2000
    let crossed = 0
    for (let walk = 0; walk < walks; walk++) {
      let sum = 0
      for (let t = 1; t <= 300; t++) {
        sum += drawNormal(random)
        if (Math.abs(sum) > Math.sqrt(t) * sequenceMultiplier(t, 100, 0.05)) {
          crossed++
          break
        }
      }
    }
    expect(crossed / walks).toBeLessThan(0.05)
    // It is not merely wide: fixed 99.9 % intervals would be crossed less.
    expect(crossed / walks).toBeGreaterThan(0.01)
  })
})

describe('the score interval', () => {
  it('is that of Wilson, as SciPy has it, when all weights are one', () => {
    for (const [successes = 0, trials = 0, multiplier = 0, low = 0, high = 0] of known.wilson) {
      const found = scoreInterval(counts(successes, trials), multiplier)
      expect(found[0]).toBeCloseTo(low, 12)
      expect(found[1]).toBeCloseTo(high, 12)
    }
  })

  it.each([
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718],
  ])('is the published one for %i of %i', (successes, trials, low, high) => {
    // Newcombe, "Two-sided confidence intervals for the single proportion" (1998), table I, method 3.
    const found = scoreInterval(counts(successes, trials), 1.959964)
    expect(found[0]).toBeCloseTo(low, 4)
    expect(found[1]).toBeCloseTo(high, 4)
  })

  it('ends where the rate is just so many of its own errors away, whatever the weights', () => {
    const weights = fc.array(fc.tuple(fc.double({ min: 0.1, max: 30, noNaN: true }), fc.boolean()), {
      minLength: 2,
      maxLength: 40,
    })
    fc.assert(
      fc.property(weights, fc.double({ min: 0.5, max: 6, noNaN: true }), (trials, multiplier) => {
        const sum = (of: (trial: readonly [number, boolean]) => number) =>
          trials.reduce((total, trial) => total + of(trial), 0)
        const weight = sum(([w]) => w)
        const squaredWeight = sum(([w]) => w * w)
        const success = sum(([w, succeeded]) => (succeeded ? w : 0))
        const [low, high] = scoreInterval({ weight, squaredWeight, success }, multiplier)
        expect(low).toBeLessThanOrEqual(success / weight + 1e-12)
        expect(high).toBeGreaterThanOrEqual(success / weight - 1e-12)
        for (const p of [low, high]) {
          if (p < 1e-9 || p > 1 - 1e-9) continue
          const errors = Math.abs(success - p * weight) / Math.sqrt(p * (1 - p) * squaredWeight)
          expect(errors).toBeCloseTo(multiplier, 4)
        }
      }),
    )
  })

  it('is the whole range without data', () => {
    expect(scoreInterval(counts(0, 0), 2)).toEqual([0, 1])
    expect(scoreInterval(counts(3, 10), Number.POSITIVE_INFINITY)).toEqual([0, 1])
  })
})

describe('the interval of a ratio of amounts', () => {
  const amounts = (messages: number, mean: number, variance: number) => ({ messages, mean, variance })

  it('ends where the tested ratio is so many of its own standard errors away', () => {
    const group = fc.record({
      messages: fc.integer({ min: 10, max: 1e6 }),
      mean: fc.double({ min: 0.01, max: 100, noNaN: true }),
      variance: fc.double({ min: 0.01, max: 1e4, noNaN: true }),
    })
    fc.assert(
      fc.property(group, group, fc.double({ min: 1, max: 5, noNaN: true }), (a, b, multiplier) => {
        const ends = amountRatioInterval(a, b, multiplier) ?? [0, 0]
        const observed = a.mean / b.mean
        expect(ends[0]).toBeLessThanOrEqual(observed)
        expect(ends[1]).toBeGreaterThanOrEqual(observed)
        for (const ratio of ends) {
          if (ratio < 1e-8 || ratio > 1e8) continue
          const common =
            (a.messages * a.variance + b.messages * b.variance) / (ratio * a.messages + b.messages)
          const error = Math.sqrt((common * ratio) / a.messages + (common * ratio ** 2) / b.messages)
          expect(Math.abs(a.mean - ratio * b.mean) / error).toBeCloseTo(multiplier, 4)
        }
      }),
    )
  })

  it('has an upper end as soon as no single order decides the denominator, and never a width of zero', () => {
    const few = amountRatioInterval(amounts(900, 2, 400), amounts(1000, 0.5, 25), 3) ?? [0, 0]
    expect(few[1]).toBeGreaterThan(4)
    expect(few[1]).toBeLessThan(1e6)
    expect(amountRatioInterval(amounts(900, 2, 400), amounts(100, 0.5, 25), 3)).toEqual([
      0,
      Number.POSITIVE_INFINITY,
    ])
    expect(amountRatioInterval(amounts(900, 2, 400), amounts(100, 0, 0), 3)?.[1]).toBe(
      Number.POSITIVE_INFINITY,
    )
    expect(amountRatioInterval(amounts(900, 0, 0), amounts(1000, 2, 400), 3)?.[1]).toBeGreaterThan(0.01)
    expect(amountRatioInterval(amounts(900, 2, 0), amounts(100, 2, 0), 3)).toBeUndefined()
    expect(amountRatioInterval(amounts(900, -2, 4), amounts(100, 2, 4), 3)).toBeUndefined()
  })

  it('holds the true ratio as often as it says', () => {
    const random = createRandom('ratios')
    const lives = 2000
    let held = 0
    for (let life = 0; life < lives; life++) {
      // Orders of 1 or 3, one and a half times as often.
      const draw = (messages: number, rate: number) => {
        const [small, large] = [
          drawBinomial(messages, rate / 2, random),
          drawBinomial(messages, rate / 2, random),
        ]
        const mean = (small + 3 * large) / messages
        return amounts(messages, mean, (small + 9 * large) / messages - mean ** 2)
      }
      const [low, high] = amountRatioInterval(draw(4000, 0.06), draw(1000, 0.04), 1.959964) ?? [0, 0]
      if (low <= 1.5 && 1.5 <= high) held++
    }
    expect(Math.abs(held / lives - 0.95)).toBeLessThan(0.02)
  })
})

describe('the interval of a ratio of rates', () => {
  const ratio = (s1: number, n1: number, s0: number, n0: number, multiplier: number) =>
    rateRatioInterval({ trials: n1, successes: s1 }, { trials: n0, successes: s0 }, multiplier)

  it('is the score interval of statsmodels', () => {
    expect(known.rate_ratio.length).toBeGreaterThan(3)
    for (const [s1 = 0, n1 = 0, s0 = 0, n0 = 0, multiplier = 0, low = 0, high = 0] of known.rate_ratio) {
      const found = ratio(s1, n1, s0, n0, multiplier)
      expect(found[0] / low).toBeCloseTo(1, 3)
      expect(found[1] / high).toBeCloseTo(1, 3)
    }
  })

  it('has no upper end without a success in the denominator', () => {
    expect(ratio(0, 100, 10, 100, 2)[0]).toBe(0)
    expect(ratio(10, 100, 0, 100, 2)[1]).toBe(Number.POSITIVE_INFINITY)
    expect(ratio(0, 100, 0, 100, 2)).toEqual([0, Number.POSITIVE_INFINITY])
    expect(ratio(5, 10, 5, 10, Number.POSITIVE_INFINITY)).toEqual([0, Number.POSITIVE_INFINITY])
  })

  it('is inverted when the two rates are exchanged, and contains the observed ratio', () => {
    const trials = fc.integer({ min: 1, max: 100_000 })
    const share = fc.double({ min: 0, max: 1, noNaN: true })
    fc.assert(
      fc.property(trials, trials, share, share, (n1, n0, p1, p0) => {
        const [s1, s0] = [Math.max(1, Math.round(n1 * p1)), Math.max(1, Math.round(n0 * p0))]
        const [low, high] = ratio(s1, n1, s0, n0, 3)
        const observed = (s1 * n0) / (n1 * s0)
        expect(low).toBeLessThanOrEqual(observed * (1 + 1e-9))
        expect(high).toBeGreaterThanOrEqual(observed * (1 - 1e-9))
        const [turnedLow, turnedHigh] = ratio(s0, n0, s1, n1, 3)
        expect(turnedLow * high).toBeCloseTo(1, 5)
        expect(turnedHigh * low).toBeCloseTo(1, 5)
      }),
    )
  })
})

describe('evidence against stated shares', () => {
  it('is the average that SciPy computes', () => {
    for (const [chosen = 0, probability = 0, trials = 0, log = 0] of known.evidence)
      expect(Math.log(evidenceOf(chosen, probability, trials))).toBeCloseTo(log, 8)
  })

  it('is at most one in the mean when choices are fair, whatever the probability', () => {
    for (const probability of [0.001, 0.1, 0.5, 0.9]) {
      let mean = 0
      for (let chosen = 0; chosen <= 40; chosen++)
        mean += binomial(40, chosen, probability) * evidenceOf(chosen, probability, 40)
      expect(mean).toBeLessThanOrEqual(1)
      expect(mean).toBeGreaterThan(0.5)
    }
  })

  it('grows in time when choices are not fair', () => {
    expect(evidenceOf(1200, 0.1, 10_000)).toBeGreaterThan(1e5)
    expect(evidenceOf(1010, 0.1, 10_000)).toBeLessThan(2)
  })
})

function evidenceOf(chosen: number, probability: number, trials: number): number {
  return shareEvidence({
    chosen,
    expected: trials * probability,
    expectedSquares: trials * probability ** 2,
    expectedCubes: trials * probability ** 3,
  })
}

function binomial(trials: number, successes: number, probability: number): number {
  let chance = probability ** successes * (1 - probability) ** (trials - successes)
  for (let at = 0; at < successes; at++) chance *= (trials - at) / (at + 1)
  return chance
}

it('draws from binomial distributions of any size', () => {
  const draws = 20_000
  for (const { trials, probability, points } of known.binomial) {
    const random = createRandom('binomial', String(trials), String(probability))
    const drawn = Array.from({ length: draws }, () => drawBinomial(trials, probability, random))
    expect(drawn.every(value => Number.isInteger(value) && value >= 0 && value <= trials)).toBe(true)
    for (const [successes, expected] of points) {
      const below = drawn.filter(value => value <= successes).length / draws
      const error = Math.sqrt((expected * (1 - expected)) / draws)
      expect(Math.abs(below - expected), `${trials} × ${probability} up to ${successes}`).toBeLessThan(
        4 * error,
      )
    }
  }
  expect(drawBinomial(0, 0.3, createRandom('none'))).toBe(0)
  expect(drawBinomial(7, 1, createRandom('all'))).toBe(7)
  expect(drawBinomial(7, 0, createRandom('never'))).toBe(0)
})

it('gives the effective number of unevenly weighted observations', () => {
  expect(effectiveSampleSize(40, 40)).toBe(40)
  // Kish: weights 1, 1, 4 are worth 36 / 18 = 2.
  expect(effectiveSampleSize(6, 18)).toBe(2)
  expect(effectiveSampleSize(0, 0)).toBe(0)
})
