import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createRandom } from '../stats/draw/random.ts'
import type { Evidence, Reward, Strategy } from './bandit.ts'
import { pick } from './pick.ts'
import { STRATEGIES } from './strategies.ts'

const all = Object.entries(STRATEGIES)
const runs = { numRuns: 15 }

/** Orders of a variant, half of them a factor of e above the centre, half below. */
function amountsOf(orders: number, centre: number): Partial<Reward> {
  const high = Math.ceil(orders / 2)
  const sumOf = (of: (log: number) => number) => high * of(centre + 1) + (orders - high) * of(centre - 1)
  const [sum, sumOfSquares] = [sumOf(Math.exp), sumOf(log => Math.exp(2 * log))]
  const amounts = {
    count: orders,
    sum,
    sumOfSquares,
    logSum: sumOf(log => log),
    logSumOfSquares: sumOf(log => log * log),
  }
  return { sum, sumOfSquares, amounts }
}

const nothing = (variantId: string): Reward => ({
  variantId,
  trials: 0,
  successes: 0,
  sum: 0,
  sumOfSquares: 0,
})

const reward = fc
  .record({
    variantId: fc.uuid(),
    trials: fc.nat(20_000),
    share: fc.double({ min: 0, max: 0.03, noNaN: true }),
    centre: fc.integer({ min: 5, max: 9 }),
  })
  .map(({ variantId, trials, share, centre }): Reward => {
    const successes = Math.round(trials * share)
    return { ...nothing(variantId), trials, successes, ...amountsOf(successes, centre) }
  })
const rewards = fc.uniqueArray(reward, {
  selector: ({ variantId }) => variantId,
  minLength: 1,
  maxLength: 8,
})
const kind = fc.constantFrom<Evidence['kind']>('rate', 'amount')
const better = fc.constantFrom<Evidence['better']>('higher', 'lower')

/** The same counts as one metric, as two of several, and as a split set by hand. */
const evidence: fc.Arbitrary<Evidence> = fc
  .record({ kind, better, rewards })
  .map(single => withEverything(single))

function withEverything(single: Evidence): Evidence {
  const turned = { ...single, kind: 'rate', better: 'lower' } as const
  const ids = idsOf(single)
  return {
    ...single,
    parts: [
      { weight: 1, evidence: single },
      { weight: 40, evidence: turned },
    ],
    manualWeights: new Map(ids.map((id, at) => [id, at])),
  }
}

const idsOf = ({ rewards: known }: Evidence): readonly string[] => known.map(({ variantId }) => variantId)
const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0)

/** The same evidence with its variants in another order, in all its parts. */
function reordered(known: Evidence, order: readonly Reward[]): Evidence {
  return {
    ...known,
    rewards: order,
    ...(known.parts && {
      parts: known.parts.map(part => ({ ...part, evidence: reordered(part.evidence, order) })),
    }),
  }
}

describe.each(all)('%s', (_, strategy: Strategy) => {
  it('divides 512 rows, and its shares are theirs', () => {
    fc.assert(
      fc.property(evidence, fc.string(), (known, seed) => {
        const ids = idsOf(known)
        const { winners, shares } = strategy(known, seed).table(ids)
        expect(winners).toHaveLength(512)
        for (const [at, share] of shares.entries())
          expect(share).toBe(winners.filter(winner => winner === at).length / 512)
        expect(sum(shares)).toBe(1)
      }),
      runs,
    )
  })

  it('gives every variant the same share in whatever order the variants come', () => {
    const inTwoOrders = evidence.chain(known => {
      const size = { minLength: known.rewards.length, maxLength: known.rewards.length }
      return fc.tuple(fc.constant(known), fc.shuffledSubarray([...known.rewards], size))
    })
    const sharesOf = (known: Evidence) => {
      const { shares } = strategy(known, 'seed').table(idsOf(known))
      return new Map(idsOf(known).map((id, at) => [id, shares[at]]))
    }
    fc.assert(
      fc.property(inTwoOrders, ([known, order]) => {
        expect(sharesOf(reordered(known, order))).toEqual(sharesOf(known))
      }),
      runs,
    )
  })

  it('keeps the draws of all other variants when a variant without data joins', () => {
    fc.assert(
      fc.property(evidence, known => {
        const ids = idsOf(known)
        const joined = reordered(known, [nothing('newcomer'), ...known.rewards])
        const policy = strategy(joined, 'seed')
        // Asking for all of them first must not matter either.
        policy.table(['newcomer', ...ids])
        expect(policy.table(ids)).toEqual(strategy(known, 'seed').table(ids))
      }),
      runs,
    )
  })

  it('gives variants as often as its propensities say', () => {
    const epsilon = fc.double({ min: 0, max: 0.5, noNaN: true })
    fc.assert(
      fc.property(evidence, epsilon, (known, share) => {
        const table = strategy(known, 'seed').table(idsOf(known))
        const random = createRandom('picks')
        const picks = Array.from({ length: 2000 }, () => pick(table, share, random(), random()))
        for (const [at, own] of table.shares.entries()) {
          const expected = (1 - share) * own + share / table.shares.length
          const picked = picks.filter(({ index }) => index === at)
          for (const { propensity } of picked) expect(propensity).toBeCloseTo(expected, 12)
          // Six standard errors, and one for what is seldom seen.
          const tolerance = 6 * Math.sqrt((expected * (1 - expected)) / picks.length) + 1 / picks.length
          expect(Math.abs(picked.length / picks.length - expected)).toBeLessThanOrEqual(tolerance)
        }
      }),
      { numRuns: 6, seed: 1 },
    )
  })

  it('gives the even share once, however many variants there are', () => {
    const rewardsOf200 = Array.from({ length: 200 }, (_, at) => ({
      ...nothing(`v${at}`),
      trials: 500,
      successes: at % 20,
      ...amountsOf(at % 20, 7),
    }))
    for (const direction of ['higher', 'lower'] as const) {
      const known = withEverything({ kind: 'rate', better: direction, rewards: rewardsOf200 })
      const table = strategy(known, 'seed').table(idsOf(known))
      const random = createRandom('even')
      const picks = Array.from({ length: 8000 }, () => pick(table, 0.02, random(), random()))
      const even = picks.filter(({ row }) => row === null)
      expect(Math.abs(even.length / picks.length - 0.02)).toBeLessThan(6 * Math.sqrt(0.02 / picks.length))
      const smallest = Math.min(...even.map(({ propensity }) => propensity))
      expect(smallest).toBeGreaterThanOrEqual(0.02 / 200)
      expect(sum(table.shares.map(share => 0.98 * share + 0.02 / 200))).toBeCloseTo(1, 9)
    }
  })
})

/** Policies that draw what they believe, or lead by it; Beta(1,1) is ignorant by design, and a set split does not look. */
const learning = all.filter(([name]) => ['adaptive', 'weighted_thompson', 'epsilon_greedy'].includes(name))

describe.each(learning)('%s, of a variant without a success', (_, strategy: Strategy) => {
  const counts = fc.record({
    others: fc.constantFrom(1, 199),
    trials: fc.integer({ min: 2000, max: 100_000 }),
    successes: fc.integer({ min: 40, max: 60 }),
    kind,
    seed: fc.string(),
  })
  const othersOf = (size: number, trials: number, successes: number) =>
    Array.from({ length: size }, (_, at) => ({
      ...nothing(`v${at}`),
      trials,
      successes,
      ...amountsOf(successes, 7),
    }))
  const shareOfFirst = (known: Evidence, seed: string): number =>
    strategy({ ...known, parts: [{ weight: 1, evidence: known }] }, seed).table(idsOf(known)).shares[0] ?? 1

  it('gives it less than an even share after as many messages as the others had, where more is better', () => {
    fc.assert(
      fc.property(counts, ({ others, trials, successes, seed, ...given }) => {
        const known: Evidence = {
          ...given,
          better: 'higher',
          rewards: [{ ...nothing('none'), trials }, ...othersOf(others, trials, successes)],
        }
        expect(shareOfFirst(known, seed)).toBeLessThan(1 / (others + 1))
      }),
      { numRuns: 12 },
    )
  })

  it('gives it a quarter at most before it has had many, in both directions', () => {
    fc.assert(
      fc.property(counts, better, fc.nat(50), (counted, direction, few) => {
        const { others, trials, successes, seed, ...given } = counted
        const known: Evidence = {
          ...given,
          better: direction,
          // A rate of one in a thousand at most, so that these few messages were to bring nothing.
          rewards: [{ ...nothing('none'), trials: few }, ...othersOf(others, 50 * trials, successes)],
        }
        expect(shareOfFirst(known, seed)).toBeLessThanOrEqual(Math.max(0.25, 1 / (others + 1)))
      }),
      { numRuns: 12 },
    )
  })
})
