import { describe, expect, it } from 'vitest'
import { atOnce } from '../../lib/in-slices.ts'
import type { AmountSums } from '../measure/winsorise.ts'
import { createRandom } from '../stats/draw/random.ts'
import { adaptive } from './adaptive.ts'
import { ALGORITHMS } from './algorithm.ts'
import type { Evidence, Reward, Strategy } from './bandit.ts'
import { drawnPolicy } from './drawn-policy.ts'
import { epsilonGreedy } from './greedy.ts'
import { hurdleAmounts } from './hurdle.ts'
import { valueBeliefOf } from './order-value.ts'
import { fixed, manual } from './set-shares.ts'
import { STEPPED_STRATEGIES, STRATEGIES } from './strategies.ts'
import { sharpenedInSteps } from './tempered-thompson.ts'
import { weightedThompson } from './weighted.ts'

const hurdleThompson: Strategy = (evidence, seed) => drawnPolicy(atOnce(hurdleAmounts(evidence, seed)))

const reward = (variantId: string, trials: number, successes: number): Reward => ({
  variantId,
  trials,
  successes,
  sum: 0,
  sumOfSquares: 0,
})

/** Orders that are e^centre apart from the middle by a factor of e on either side: half of them each. */
function orders(variantId: string, trials: number, count: number, centre: number): Reward {
  const logs = Array.from({ length: count }, (_, at) => centre + (at % 2 === 0 ? 1 : -1))
  const amounts: AmountSums = {
    count,
    sum: logs.reduce((sum, log) => sum + Math.exp(log), 0),
    sumOfSquares: logs.reduce((sum, log) => sum + Math.exp(2 * log), 0),
    logSum: logs.reduce((sum, log) => sum + log, 0),
    logSumOfSquares: logs.reduce((sum, log) => sum + log * log, 0),
  }
  return {
    variantId,
    trials,
    successes: count,
    sum: amounts.sum,
    sumOfSquares: amounts.sumOfSquares,
    amounts,
  }
}

const amount = (...rewards: readonly Reward[]): Evidence => ({ kind: 'amount', better: 'higher', rewards })
const rate = (better: Evidence['better'], ...rewards: readonly Reward[]): Evidence => ({
  kind: 'rate',
  better,
  rewards,
})
const IDS = ['a', 'b', 'c']

describe('the registry', () => {
  it('has every algorithm', () => {
    expect(Object.keys(STRATEGIES).sort()).toEqual([...ALGORITHMS].sort())
  })

  it.each(ALGORITHMS)('makes the policy of %s in at least a step for each variant', algorithm => {
    const rewards = Array.from({ length: 40 }, (_, at) => reward(`v${at}`, 900, 30 + at))
    let steps = 0
    for (const _ of STEPPED_STRATEGIES[algorithm](rate('higher', ...rewards), 's')) steps++
    expect(steps).toBeGreaterThanOrEqual(rewards.length)
  })

  it('takes the default for rates and for amounts', () => {
    const rates = rate('higher', reward('a', 900, 30), reward('b', 900, 40))
    expect(adaptive(rates, 's').table(IDS)).toEqual(atOnce(sharpenedInSteps(rates, 's')).table(IDS))
    const amounts = amount(orders('a', 900, 30, 8), orders('b', 900, 40, 7))
    expect(adaptive(amounts, 's').table(IDS)).toEqual(hurdleThompson(amounts, 's').table(IDS))
  })
})

describe('the belief in the size of orders', () => {
  it('pools the variance, and shrinks the means towards each other', () => {
    const { mean, variance, freedom, between, estimates } = valueBeliefOf([
      orders('a', 1000, 40, 8),
      orders('b', 1000, 60, 7),
      reward('c', 1000, 0),
    ])
    expect(mean).toBeCloseTo(7.4, 12)
    // Five orders of variance 1 before, and 100 whose squares are 1 each, around two means.
    expect(freedom).toBe(5 + 98)
    expect(variance).toBeCloseTo((5 + 100) / 103, 12)
    // Q = (40 · 0.6² + 60 · 0.4²) / s² = 24 / 1.019; C = 100 - 5200 / 100 = 48; one degree of freedom.
    const moments = (24 / (105 / 103) - 1) / (48 / (105 / 103))
    expect(between).toBeCloseTo((moments + 2 * 0.04) / 3, 12)
    expect([...estimates.keys()]).toEqual(['a', 'b'])
  })
})

describe('the policy for amounts', () => {
  it('prefers few large orders to many small ones when they are worth more', () => {
    const known = amount(orders('a', 20_000, 400, 8), orders('b', 20_000, 600, 7))
    // 0.02 · e^8 is 1.8 times 0.03 · e^7.
    expect(hurdleThompson(known, 's').table(['a', 'b']).shares[0]).toBeGreaterThan(0.99)
    expect(adaptive({ ...known, kind: 'rate' }, 's').table(['a', 'b']).shares[0]).toBeLessThan(0.01)
  })

  it('treats a variant without orders neither as the best nor as worthless', () => {
    const known = amount(orders('a', 1000, 30, 7), orders('b', 1000, 30, 7), reward('c', 40, 0))
    const [, , none = 0] = hurdleThompson(known, 's').table(IDS).shares
    expect(none).toBeGreaterThan(0.02)
    expect(none).toBeLessThanOrEqual(1 / 3 + 1 / 512)
  })

  it('is not misled by one order of a new variant', () => {
    const whale = amount(orders('a', 5000, 100, 7), orders('b', 5000, 100, 7), orders('c', 50, 1, 11))
    const [, , lucky = 1] = hurdleThompson(whale, 's').table(IDS).shares
    expect(lucky).toBeLessThanOrEqual(1 / 3 + 1 / 512)
  })

  it('divides evenly before there is anything', () => {
    for (const share of hurdleThompson(amount(), 's').table(IDS).shares)
      expect(Math.abs(share - 1 / 3)).toBeLessThan(0.08)
  })
})

describe('several metrics', () => {
  const clicks = rate('higher', reward('a', 5000, 200), reward('b', 5000, 230), reward('c', 300, 10))
  const complaints = rate('lower', reward('a', 5000, 15), reward('b', 5000, 90), reward('c', 300, 2))
  const weighted = (...parts: NonNullable<Evidence['parts']>) =>
    weightedThompson({ ...clicks, parts }, 's').table(IDS)

  it('are the policy of the single metric when there is one, whatever its weight and direction', () => {
    for (const evidence of [clicks, complaints, amount(orders('a', 900, 30, 8), orders('b', 900, 40, 7))]) {
      const alone = adaptive(evidence, 's').table(IDS)
      for (const weight of [1, 4, 0.25]) expect(weighted({ weight, evidence })).toEqual(alone)
    }
    expect(weightedThompson(clicks, 's').table(IDS)).toEqual(adaptive(clicks, 's').table(IDS))
  })

  it('weigh a complaint against clicks', () => {
    const price = (weight: number) =>
      weighted({ weight: 1, evidence: clicks }, { weight, evidence: complaints }).shares
    // b has 0.6 points more clicks and 1.5 points more complaints than a.
    expect(price(0.01)[1]).toBeGreaterThan(0.5)
    expect(price(5)[1]).toBeLessThan(0.02)
  })

  it('draw independently, also from the same counts', () => {
    const even = rate('higher', reward('a', 5000, 200), reward('b', 5000, 200))
    const against = { ...even, better: 'lower' } as const
    const { shares } = weightedThompson(
      {
        ...even,
        parts: [
          { weight: 1, evidence: even },
          { weight: 1, evidence: against },
        ],
      },
      's',
    ).table(['a', 'b'])
    // With the same draws in both, all rows would be ties, and go to the first.
    expect(Math.abs((shares[0] ?? 0) - 0.5)).toBeLessThan(0.1)
  })
})

describe('the greedy policy', () => {
  it('gives every row to the leader, in both directions', () => {
    const rewards = [reward('a', 5000, 200), reward('b', 5000, 230)]
    expect(epsilonGreedy(rate('higher', ...rewards), 's').table(['a', 'b']).shares).toEqual([0, 1])
    expect(epsilonGreedy(rate('lower', ...rewards), 's').table(['a', 'b']).shares).toEqual([1, 0])
  })

  it('follows the amounts, not the number of orders', () => {
    const known = amount(orders('a', 20_000, 400, 8), orders('b', 20_000, 600, 7))
    expect(epsilonGreedy(known, 's').table(['a', 'b']).shares).toEqual([1, 0])
  })

  it('does not give the lead to a variant with few messages', () => {
    const known = rate('lower', reward('a', 20_000, 400), reward('b', 30, 0))
    expect(epsilonGreedy(known, 's').table(['a', 'b']).shares).toEqual([1, 0])
    const lucky = rate('higher', reward('a', 20_000, 400), reward('b', 10, 3))
    expect(epsilonGreedy(lucky, 's').table(['a', 'b']).shares).toEqual([1, 0])
  })
})

describe('a split set by a person', () => {
  const weights = (given: Readonly<Record<string, number>>): Evidence => ({
    ...rate('higher'),
    manualWeights: new Map(Object.entries(given)),
  })

  it('is even to a row', () => {
    const rows = (size: number) => {
      const ids = Array.from({ length: size }, (_, at) => `v${at}`)
      return fixed(rate('higher'), 's')
        .table(ids)
        .shares.map(share => share * 512)
    }
    expect(rows(3).sort()).toEqual([170, 171, 171])
    expect(new Set(rows(200))).toEqual(new Set([2, 3]))
    expect(rows(512)).toEqual(Array.from({ length: 512 }, () => 1))
  })

  it('has the shares that were set, of those that are eligible', () => {
    const set = weights({ a: 50, b: 25, c: 25, z: 900 })
    expect(manual(set, 's').table(IDS).shares).toEqual([0.5, 0.25, 0.25])
    expect(manual(set, 's').table(['b', 'c']).shares).toEqual([0.5, 0.5])
    expect(manual(weights({ a: 1e308, b: 1e308 }), 's').table(IDS).shares).toEqual([0.5, 0.5, 0])
  })

  it('is even without weights, or with invalid weights', () => {
    const even = manual(weights({}), 's').table(['a', 'b']).shares
    expect(even).toEqual([0.5, 0.5])
    for (const given of [{ a: 0, b: 0 }, { c: 3 }, { a: Number.NaN, b: -1 }])
      expect(manual(weights(given), 's').table(['a', 'b']).shares).toEqual(even)
  })

  it('takes rows from the others when a variant joins, and hardly moves any between them', () => {
    const ids = Array.from({ length: 8 }, (_, at) => `v${at}`)
    const before = fixed(rate('higher'), 's').table(ids)
    const after = fixed(rate('higher'), 'another version').table([...ids, 'new'])
    const moved = before.winners.filter((winner, row) => ![winner, 8].includes(after.winners[row] ?? -1))
    expect(moved.length).toBeLessThan(26)
  })

  it('does not change with what is counted, nor with the version', () => {
    const random = createRandom('counts')
    const counts = IDS.map(id => reward(id, 1000, Math.round(100 * random())))
    expect(fixed(rate('higher', ...counts), 'other').table(IDS)).toEqual(
      fixed(rate('higher'), 's').table(IDS),
    )
  })
})
