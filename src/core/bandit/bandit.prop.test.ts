import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { Evidence } from './bandit.ts'
import { withFloor } from './even-share.ts'
import { thompson } from './thompson.ts'

const rewards = fc.uniqueArray(
  fc
    .record({
      variantId: fc.uuid(),
      trials: fc.nat(1_000_000),
      share: fc.double({ min: 0, max: 1, noNaN: true }),
      value: fc.nat(100_000),
    })
    .map(({ variantId, trials, share, value }) => {
      const successes = Math.round(trials * share)
      return { variantId, trials, successes, sum: successes * value, sumOfSquares: successes * value * value }
    }),
  { selector: ({ variantId }) => variantId, minLength: 1, maxLength: 12 },
)

const evidence: fc.Arbitrary<Evidence> = fc.record({
  kind: fc.constantFrom('rate', 'amount'),
  better: fc.constantFrom('higher', 'lower'),
  rewards,
})

const epsilon = fc.double({ min: 0, max: 1, noNaN: true })
const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0)
const idsOf = (known: Evidence) => known.rewards.map(({ variantId }) => variantId)
const runs = { numRuns: 60 }

it('divides all traffic, and gives every variant at least the minimum share', () => {
  fc.assert(
    fc.property(evidence, epsilon, fc.string(), (known, floor, seed) => {
      const weights = withFloor(thompson(known, seed).table(idsOf(known)).shares, floor)
      expect(sum(weights)).toBeCloseTo(1, 9)
      for (const weight of weights) expect(weight).toBeGreaterThanOrEqual(floor / weights.length)
    }),
    runs,
  )
})

it('gives every variant the same weight in whatever order the variants come', () => {
  const inTwoOrders = evidence.chain(known => {
    const all = { minLength: known.rewards.length, maxLength: known.rewards.length }
    return fc.tuple(fc.constant(known), fc.shuffledSubarray([...known.rewards], all))
  })
  const weightsOf = (known: Evidence, seed: string) => {
    const weights = thompson(known, seed).table(idsOf(known)).shares
    return new Map(idsOf(known).map((id, at) => [id, weights[at]]))
  }
  fc.assert(
    fc.property(inTwoOrders, fc.string(), ([known, shuffled], seed) => {
      // Maps are equal whatever the order of their entries.
      expect(weightsOf({ ...known, rewards: shuffled }, seed)).toEqual(weightsOf(known, seed))
    }),
    runs,
  )
})
