import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { drawBinomial } from '../stats/draw/draw-binomial.ts'
import { createRandom } from '../stats/draw/random.ts'
import { type ArmSums, addSums, evenSums, NO_SUMS, plainSums } from './sums.ts'
import { type Bucket, estimateVariant, type Repetition } from './variant-estimate.ts'

interface Message {
  readonly propensity: number
  readonly outcome: number
  readonly isChosen: boolean
}

const message = fc.record({
  propensity: fc.double({ min: 0.01, max: 1, noNaN: true }),
  outcome: fc.oneof(fc.constantFrom(0, 1), fc.integer({ min: 0, max: 5000 })),
  isChosen: fc.boolean(),
})

const bucketOf = (messages: readonly Message[]): Bucket => ({
  sums: messages
    .filter(({ isChosen }) => isChosen)
    .map(({ propensity, outcome }) => evenSums(propensity, 1, outcome, outcome ** 2))
    .reduce(addSums, NO_SUMS),
  offered: messages.length,
})

describe('the weighted estimate', () => {
  it('is, message by message, the mean of Γ', () => {
    const days = fc.array(fc.array(message, { minLength: 1, maxLength: 12 }), { minLength: 1, maxLength: 4 })
    fc.assert(
      fc.property(days, given => {
        const found = estimateVariant(given.map(bucketOf), { kind: 'amount' })
        const chosen = given.flat().filter(({ isChosen }) => isChosen)
        if (chosen.length === 0) {
          expect(found).toBeNull()
          return
        }
        const gammas = given.flatMap((day, at) => {
          const before = given
            .slice(0, at)
            .flat()
            .filter(({ isChosen }) => isChosen)
          const roots = before.reduce((sum, { propensity }) => sum + propensity ** -0.5, 0)
          const earned = before.reduce(
            (sum, { propensity, outcome }) => sum + outcome * propensity ** -0.5,
            0,
          )
          const baseline = roots > 0 ? earned / roots : 0
          return day.map(({ isChosen, propensity, outcome }) =>
            isChosen ? baseline + (outcome - baseline) / propensity : baseline,
          )
        })
        const mean = gammas.reduce((sum, gamma) => sum + gamma, 0) / gammas.length
        const scale = Math.max(1, ...gammas.map(Math.abs))
        expect((found?.estimate ?? 0) / scale).toBeCloseTo(mean / scale, 9)
      }),
    )
  })

  it('is the plain rate, with Wilson’s interval, where propensities do not matter', () => {
    const found = estimateVariant([{ sums: plainSums(4000, 240, 240), offered: 4000 }], { kind: 'rate' })
    expect(found?.estimate).toBeCloseTo(0.06, 12)
    // SciPy's binomtest(240, 4000).proportion_ci with 3.1237790916747294 deviations.
    expect(found?.interval?.[0]).toBeCloseTo(0.04930643761, 8)
    expect(found?.interval?.[1]).toBeCloseTo(0.0728350972, 8)
    expect(found?.effectiveMessages).toBeCloseTo(4000, 6)
  })

  it('lies in its own interval, whatever rates and propensities do', () => {
    const stretch = fc.record({
      propensity: fc.double({ min: 0.005, max: 1, noNaN: true }),
      messages: fc.integer({ min: 0, max: 5000 }),
      rate: fc.double({ min: 0, max: 1, noNaN: true }),
      others: fc.option(fc.integer({ min: 0, max: 100_000 }), { nil: undefined }),
    })
    const kinds = fc.constantFrom('rate' as const, 'amount' as const)
    fc.assert(
      fc.property(fc.array(stretch, { minLength: 1, maxLength: 8 }), kinds, (given, kind) => {
        const buckets = given.map(({ propensity, messages, rate, others }) => {
          const total = Math.round(rate * messages)
          const offered = others === undefined ? undefined : messages + others
          return { sums: evenSums(propensity, messages, total, total), offered }
        })
        const found = estimateVariant(buckets, { kind, pooledVariance: 0.1 })
        if (found === null) return
        const { estimate, interval } = found
        expect(interval?.[0]).toBeLessThanOrEqual(estimate + 1e-12)
        expect(interval?.[1]).toBeGreaterThanOrEqual(estimate - 1e-12)
        if (kind === 'amount') return
        expect(interval?.[0]).toBeGreaterThanOrEqual(0)
        expect(interval?.[1]).toBeLessThanOrEqual(1)
      }),
    )
  })

  it('covers the mean over all messages offered while rates move and the variant loses its traffic', () => {
    // Half of the traffic at 10 %, then a fiftieth of it at 20 %. The mean of all messages offered is 15 %.
    const lives = 1000
    let missed = 0
    for (let life = 0; life < lives; life++) {
      const random = createRandom('drift', String(life))
      const buckets = [
        { share: 0.5, rate: 0.1 },
        { share: 0.02, rate: 0.2 },
      ].map(({ share, rate }) => {
        const sends = drawBinomial(10_000, share, random)
        const successes = drawBinomial(sends, rate, random)
        return { sums: evenSums(share, sends, successes, successes), offered: 10_000 }
      })
      const [low, high] = estimateVariant(buckets, { kind: 'rate' })?.interval ?? [1, 0]
      if (low > 0.15 || high < 0.15) missed++
    }
    expect(missed / lives).toBeLessThan(0.01)
  })

  it('covers the mean where people get several messages and keep the variant, or keep only their group', () => {
    // Every person opens all ten messages or none. A fifth of the people are in control; a treated message gets the
    // variant with one half.
    const [people, each, share, lives] = [300, 10, 0.2, 400]
    const missed = { kept: 0, keptByMessage: 0, drawn: 0 }
    for (let life = 0; life < lives; life++) {
      const random = createRandom('repetition', String(life))
      const given = Array.from({ length: people }, () => ({
        opens: random() < 0.3,
        control: random() < share,
      }))
      const mean = given.filter(({ opens }) => opens).length / people
      const control = given.filter(person => person.control)
      const wins = each * control.filter(({ opens }) => opens).length
      const treated = given
        .filter(person => !person.control)
        .map(({ opens }) => ({ opens, got: drawBinomial(each, 0.5, random) }))
      const got = treated.reduce((sum, person) => sum + person.got, 0)
      const opened = treated.reduce((sum, person) => sum + (person.opens ? person.got : 0), 0)
      const offered = people * each
      const isMissed = (sums: ArmSums, repetition: Repetition) => {
        const [low, high] = estimateVariant([{ sums, offered }], { kind: 'rate', repetition })?.interval ?? [
          1, 0,
        ]
        return mean < low || mean > high ? 1 : 0
      }
      const whole = evenSums(share, each * control.length, wins, wins)
      missed.kept += isMissed(whole, { designEffect: each, controlOdds: undefined })
      missed.keptByMessage += isMissed(whole, { designEffect: 1, controlOdds: undefined })
      const half = evenSums(0.5 * (1 - share), got, opened, opened)
      missed.drawn += isMissed(half, { designEffect: each, controlOdds: share / (1 - share) })
    }
    expect(missed.keptByMessage / lives).toBeGreaterThan(0.1)
    expect(missed.kept / lives).toBeLessThan(0.02)
    expect(missed.drawn / lives).toBeLessThan(0.02)
  })

  it('does not care how messages are added up within a bucket', () => {
    const whole = evenSums(0.25, 30, 4, 4)
    const parts = addSums(evenSums(0.25, 10, 3, 3), evenSums(0.25, 20, 1, 1))
    expect(estimateVariant([{ sums: parts, offered: 100 }], { kind: 'rate' })).toEqual(
      estimateVariant([{ sums: whole, offered: 100 }], { kind: 'rate' }),
    )
  })

  it('is unbiased where the mean of a variant’s own messages is biased', () => {
    // Half of the traffic first; a tenth or nine tenths of it, as the first day went. Both variants earn 10 %.
    const lives = 4000
    let [weighted, plain] = [0, 0]
    for (let life = 0; life < lives; life++) {
      const random = createRandom('bias', String(life))
      const [a, b] = [0, 1].map(() => drawBinomial(50, 0.1, random)) as [number, number]
      const share = a >= b ? 0.9 : 0.1
      const sends = drawBinomial(100, share, random)
      const later = drawBinomial(sends, 0.1, random)
      const buckets = [
        { sums: evenSums(0.5, 50, a, a), offered: 100 },
        { sums: evenSums(share, sends, later, later), offered: 100 },
      ]
      weighted += (estimateVariant(buckets, { kind: 'rate' })?.estimate ?? 0) / lives
      plain += (a + later) / (50 + sends) / lives
    }
    expect(Math.abs(weighted - 0.1)).toBeLessThan(0.002)
    expect(plain).toBeLessThan(0.097)
  })

  it('is never sure of a variant without a success, nor of one without an order', () => {
    const rate = estimateVariant([{ sums: evenSums(0.02, 40, 0, 0), offered: 2000 }], { kind: 'rate' })
    expect(rate?.interval?.[0]).toBe(0)
    expect(rate?.interval?.[1]).toBeGreaterThan(0.05)
    const orders = [{ sums: plainSums(200, 0, 0), offered: 200 }]
    for (const squarePerMean of [undefined, 100]) {
      const options = { kind: 'amount', pooledVariance: 400, squarePerMean } as const
      expect(estimateVariant(orders, options)?.interval?.[1]).toBeGreaterThan(4)
    }
  })

  it('says nothing of amounts if there are none at all', () => {
    const found = estimateVariant([{ sums: plainSums(5000, 0, 0), offered: 5000 }], { kind: 'amount' })
    expect(found).toMatchObject({ estimate: 0, interval: null })
  })

  it('is at its lower end never below zero if no amount is, and reaches further up than down', () => {
    const given = fc.record({
      messages: fc.integer({ min: 1, max: 10_000 }),
      orders: fc.integer({ min: 0, max: 200 }),
      value: fc.integer({ min: 1, max: 1_000_000 }),
      squarePerMean: fc.integer({ min: 1, max: 1_000_000 }),
    })
    fc.assert(
      fc.property(given, ({ messages, orders, value, squarePerMean }) => {
        const sums = plainSums(messages, orders * value, orders * value ** 2)
        const options = { kind: 'amount', pooledVariance: 1, squarePerMean } as const
        const { estimate = 0, interval } = estimateVariant([{ sums, offered: messages }], options) ?? {}
        const [low, high] = interval ?? [1, 0]
        expect(low).toBeGreaterThanOrEqual(0)
        expect(low).toBeLessThanOrEqual(estimate)
        expect(high - estimate).toBeGreaterThan(estimate - low)
      }),
    )
  })

  it('may be below zero if refunds took more than messages brought', () => {
    const sums = plainSums(1000, -50 * 400, 50 * 400 ** 2)
    const found = estimateVariant([{ sums, offered: 1000 }], { kind: 'amount', pooledVariance: 8000 })
    expect(found?.estimate).toBeCloseTo(-20, 9)
    expect(found?.interval?.[0]).toBeLessThan(-20)
    expect(found?.interval?.[1]).toBeGreaterThan(-20)
  })
})
