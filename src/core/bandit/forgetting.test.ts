import fc from 'fast-check'
import { expect, it } from 'vitest'
import { atOnce } from '../../lib/in-slices.ts'
import { adaptive } from './adaptive.ts'
import type { Evidence, Reward } from './bandit.ts'
import { beliefInSteps } from './belief.ts'
import { forgetInSteps } from './forgetting.ts'

const DAY = 86_400_000
const NOW = 20_000 * DAY

/** Messages and successes by how many days ago, all known at once. */
function reward(
  variantId: string,
  ...days: readonly (readonly [ago: number, sends: number, successes: number])[]
): Reward {
  const cohorts = days.map(([ago, sends, successes]) => ({
    fromMs: NOW - ago * DAY - DAY / 2,
    untilMs: NOW - ago * DAY + DAY / 2,
    sends,
    successes: [successes],
  }))
  const total = (at: 1 | 2) => days.reduce((sum, day) => sum + day[at], 0)
  return { variantId, trials: total(1), successes: total(2), sum: 0, sumOfSquares: 0, cohorts }
}

const rate = (...rewards: readonly Reward[]): Evidence => ({ kind: 'rate', better: 'higher', rewards })
const forgotten = (evidence: Evidence, halfLifeDays: number) =>
  atOnce(forgetInSteps(evidence, { halfLifeDays, asOfMs: NOW }))

it('counts a message half after a half-life, and a quarter after two', () => {
  const [own] = forgotten(rate(reward('a', [0, 100, 8], [7, 100, 8], [14, 100, 8])), 7).rewards
  expect(own?.trials).toBeCloseTo(100 + 50 + 25, 9)
  expect(own?.successes).toBeCloseTo(8 + 4 + 2, 9)
  expect(own?.cohorts?.map(({ sends }) => sends)).toEqual([100, 50, 25])
})

it('keeps rates, and makes them less certain', () => {
  const evidence = rate(reward('a', [3, 1000, 40], [40, 3000, 120]))
  const [before, after] = [evidence, forgotten(evidence, 10)].map(known =>
    atOnce(beliefInSteps(known)).estimates.get('a'),
  )
  expect(after?.rate).toBeCloseTo(before?.rate ?? 0, 12)
  expect(after?.size).toBeLessThan((before?.size ?? 0) / 2)
})

it('finds the present leader', () => {
  const turned = rate(
    reward('a', [30, 20_000, 800], [1, 2000, 40]),
    reward('b', [30, 20_000, 400], [1, 2000, 80]),
  )
  expect(adaptive(turned, 's').table(['a', 'b']).shares[0]).toBeGreaterThan(0.95)
  expect(adaptive(forgotten(turned, 5), 's').table(['a', 'b']).shares[1]).toBeGreaterThan(0.95)
})

it('forgets parts, cells and amounts alike', () => {
  const amounts = { count: 8, sum: 800, sumOfSquares: 80_000, logSum: 36, logSumOfSquares: 170 }
  const cells = [
    { cell: 'x', cohorts: [{ fromMs: NOW - 7 * DAY, untilMs: NOW - 7 * DAY, sends: 100, successes: 8 }] },
  ]
  const own = { ...reward('a', [7, 100, 8]), sum: 800, amounts, cells }
  const known = forgotten({ ...rate(own), parts: [{ weight: 1, evidence: rate(own) }] }, 7)
  for (const [found] of [known.rewards, known.parts?.[0]?.evidence.rewards ?? []]) {
    expect(found).toMatchObject({
      trials: 50,
      successes: 4,
      sum: 400,
      amounts: { count: 4, sum: 400, logSum: 18 },
    })
    expect(found?.cells?.[0]?.cohorts[0]).toMatchObject({ sends: 50, successes: 4 })
  }
})

it('keeps data without a time, and hardly changes new data', () => {
  const timeless: Reward = { variantId: 'a', trials: 10, successes: 1, sum: 0, sumOfSquares: 0 }
  expect(forgotten(rate(timeless), 1).rewards).toEqual([timeless])
  // A stretch of time that is still going on is not from the future.
  const [fresh] = forgotten(rate(reward('a', [-0.4, 100, 8])), 1).rewards
  expect(fresh?.trials).toBe(100)
})

it('never adds to what is known, and is the same whatever the order of cohorts', () => {
  const days = fc.array(fc.tuple(fc.nat(400), fc.nat(1000), fc.nat(50)), { maxLength: 8 })
  fc.assert(
    fc.property(days, fc.integer({ min: 1, max: 365 }), (given, halfLife) => {
      const [[forward], [turned]] = [given, given.toReversed()].map(
        order => forgotten(rate(reward('a', ...order)), halfLife).rewards,
      ) as [readonly Reward[], readonly Reward[]]
      expect(forward?.trials).toBeLessThanOrEqual(given.reduce((sum, [, sends]) => sum + sends, 0) + 1e-9)
      expect(turned?.trials).toBeCloseTo(forward?.trials ?? Number.NaN, 6)
      expect(turned?.successes).toBeCloseTo(forward?.successes ?? Number.NaN, 6)
    }),
  )
})
