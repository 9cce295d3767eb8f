import fc from 'fast-check'
import { expect, it } from 'vitest'
import { type MessageFact, tally } from '../../../test/tally.ts'
import { mergeCohorts } from '../measure/cohort.ts'
import { createRandom } from '../stats/draw/random.ts'
import { adaptive } from './adaptive.ts'
import type { Evidence, Reward } from './bandit.ts'
import { withFloor } from './even-share.ts'
import { pick } from './pick.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
const NOW = 20_000 * DAY
const window = { offsetMs: 3 * DAY, untilMs: 14 * DAY }

const fact: fc.Arbitrary<MessageFact> = fc
  .record({
    messageId: fc.integer({ min: 0, max: 200 }),
    sentHoursAgo: fc.integer({ min: 0, max: 30 * 24 }),
    delayHours: fc.integer({ min: 72, max: 14 * 24 }),
    succeeds: fc.boolean(),
  })
  .map(({ messageId, sentHoursAgo, delayHours, succeeds }) => {
    const sentAtMs = NOW - sentHoursAgo * HOUR
    const succeededAtMs = sentAtMs + delayHours * HOUR
    return {
      messageId: `m${messageId}`,
      // A message has one variant, whatever is reported of it.
      variantId: `v${messageId % 4}`,
      sentAtMs,
      succeededAtMs: succeeds && succeededAtMs <= NOW ? succeededAtMs : null,
    }
  })

/** One fact a message, as settling events makes them. */
const facts = fc.uniqueArray(fact, { selector: ({ messageId }) => messageId, minLength: 1, maxLength: 120 })

const evidenceFrom = (known: readonly MessageFact[]): Evidence => ({
  kind: 'rate',
  better: 'higher',
  rewards: [...tally(known, 6 * HOUR)].map(([variantId, cohorts]) => ({ ...nothing(variantId), cohorts })),
  delay: { asOfMs: NOW, window },
})

const nothing = (variantId: string): Reward => ({
  variantId,
  trials: 0,
  successes: 0,
  sum: 0,
  sumOfSquares: 0,
})

const IDS = ['v0', 'v1', 'v2', 'v3']
const runs = { numRuns: 40 }

it('makes the same table of the same messages in any order, however often they are repeated', () => {
  const arrivals = facts.chain(known =>
    fc.tuple(
      fc.constant(known),
      fc.shuffledSubarray([...known], { minLength: known.length, maxLength: known.length }),
      fc.subarray([...known]),
    ),
  )
  fc.assert(
    fc.property(arrivals, ([known, shuffled, repeated]) => {
      const expected = adaptive(evidenceFrom(known), 'seed').table(IDS)
      const arrived = adaptive(evidenceFrom([...repeated, ...shuffled]), 'seed').table(IDS)
      expect(expected?.winners.length).toBe(512)
      expect(arrived).toEqual(expected)
    }),
    runs,
  )
})

it('counts the same in one batch as in several, whichever is added first', () => {
  fc.assert(
    fc.property(facts, fc.nat(120), (known, cut) => {
      const whole = tally(known, 6 * HOUR)
      const [first, second] = [tally(known.slice(0, cut), 6 * HOUR), tally(known.slice(cut), 6 * HOUR)]
      for (const [variantId, cohorts] of whole) {
        const [a, b] = [first.get(variantId) ?? [], second.get(variantId) ?? []]
        expect(mergeCohorts(a, b)).toEqual(cohorts)
        expect(mergeCohorts(b, a)).toEqual(cohorts)
      }
    }),
    runs,
  )
})

const rates = fc
  .uniqueArray(
    fc.record({
      variantId: fc.uuid(),
      trials: fc.nat(100_000),
      share: fc.double({ min: 0, max: 1, noNaN: true }),
    }),
    { selector: ({ variantId }) => variantId, minLength: 1, maxLength: 12 },
  )
  .map(rewards =>
    rewards.map(({ variantId, trials, share }) => ({
      ...nothing(variantId),
      trials,
      successes: Math.round(trials * share),
    })),
  )
const better = fc.constantFrom('higher', 'lower')

it('gives every variant the same share in whatever order the variants come', () => {
  fc.assert(
    fc.property(rates, better, fc.string(), (rewards, direction, seed) => {
      const ids = rewards.map(({ variantId }) => variantId)
      const forward = adaptive({ kind: 'rate', better: direction, rewards }, seed).table(ids).shares
      const turned = adaptive({ kind: 'rate', better: direction, rewards: rewards.toReversed() }, seed)
      expect(turned.table(ids.toReversed()).shares).toEqual(forward.toReversed())
    }),
    runs,
  )
})

it('keeps the draws of all other variants when a variant without data joins', () => {
  fc.assert(
    fc.property(rates, better, fc.string(), (rewards, direction, seed) => {
      const ids = rewards.map(({ variantId }) => variantId)
      const before = adaptive({ kind: 'rate', better: direction, rewards }, seed)
      const joined = [nothing('newcomer'), ...rewards]
      const after = adaptive({ kind: 'rate', better: direction, rewards: joined }, seed)
      after.table(['newcomer', ...ids]).shares
      expect(after.table(ids)).toEqual(before.table(ids))
    }),
    runs,
  )
})

it('has propensities that sum to one, keep the floor, and are the shares of the table', () => {
  const epsilon = fc.double({ min: 0, max: 1, noNaN: true })
  fc.assert(
    fc.property(rates, better, epsilon, (rewards, direction, share) => {
      const ids = rewards.map(({ variantId }) => variantId)
      const policy = adaptive({ kind: 'rate', better: direction, rewards }, 'seed')
      const table = policy.table(ids)
      if (!table) throw new Error('the default policy is a table')
      const weights = withFloor(policy.table(ids).shares, share)
      const counts = ids.map((_, at) => table.winners.filter(winner => winner === at).length)
      expect(weights.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 9)
      for (const [at, weight] of weights.entries()) {
        expect(weight).toBeGreaterThanOrEqual(share / ids.length)
        expect(table.shares[at]).toBeCloseTo((counts[at] ?? 0) / table.winners.length, 12)
      }
    }),
    runs,
  )
})

it('picks each variant as often as its propensity says, and says what weights say', () => {
  fc.assert(
    fc.property(rates, fc.double({ min: 0, max: 0.5, noNaN: true }), (rewards, epsilon) => {
      const ids = rewards.map(({ variantId }) => variantId)
      const policy = adaptive({ kind: 'rate', better: 'higher', rewards }, 'seed')
      const weights = withFloor(policy.table(ids).shares, epsilon)
      const table = policy.table(ids)
      const random = createRandom('picks')
      const picks = Array.from({ length: 4000 }, () => pick(table, epsilon, random(), random()))
      for (const [at, weight] of weights.entries()) {
        const own = picks.filter(({ index }) => index === at)
        for (const { propensity } of own) expect(propensity).toBeCloseTo(weight, 12)
        // Six standard errors, and one for what is seldom seen.
        const tolerance = 6 * Math.sqrt((weight * (1 - weight)) / picks.length) + 1 / picks.length
        expect(Math.abs(own.length / picks.length - weight)).toBeLessThanOrEqual(tolerance)
      }
    }),
    { numRuns: 20, seed: 1 },
  )
})

it('never lets a variant without a success win because of missing data', () => {
  const known = fc.record({
    trials: fc.integer({ min: 100, max: 100_000 }),
    successes: fc.integer({ min: 8, max: 50 }),
    others: fc.integer({ min: 1, max: 8 }),
  })
  fc.assert(
    fc.property(known, fc.string(), ({ trials, successes, others }, seed) => {
      const good = Array.from({ length: others }, (_, at) => ({ ...nothing(`v${at}`), trials, successes }))
      const ids = ['none', ...good.map(({ variantId }) => variantId)]
      const rewards = [{ ...nothing('none'), trials }, ...good]
      const [none = 1] = adaptive({ kind: 'rate', better: 'higher', rewards }, seed).table(ids).shares
      expect(none).toBeLessThan(1 / ids.length)
    }),
    runs,
  )
})
