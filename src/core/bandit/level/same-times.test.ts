import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DAY_MS } from '../../../lib/duration.ts'
import { atOnce } from '../../../lib/in-slices.ts'
import type { Cohort } from '../../measure/cohort.ts'
import type { Reward } from '../bandit.ts'
import { atCommonLevelInSteps } from './same-times.ts'

const cohort = (day: number, sends: number, rate: number, days = 1): Cohort => ({
  ...{ fromMs: day * DAY_MS, untilMs: (day + days) * DAY_MS, sends, successes: [sends * rate] },
})
const reward = (variantId: string, cohorts: readonly Cohort[]): Reward => ({
  ...{ variantId, trials: 0, successes: 0, sum: 0, sumOfSquares: 0, cohorts },
})
const days = (from: number, to: number, each: (day: number) => Cohort) =>
  Array.from({ length: to - from }, (_, at) => each(from + at))

/** The rate of each variant at the common level. */
function ratesOf(rewards: readonly Reward[], shareOf = () => 1): readonly number[] {
  return atOnce(atCommonLevelInSteps(rewards, shareOf)).map(({ cohorts = [] }) => {
    const sends = cohorts.reduce((sum, { sends: own }) => sum + own, 0)
    const successes = cohorts.reduce((sum, { successes: own }) => sum + (own[0] ?? 0), 0)
    return successes / sends
  })
}

describe('rates over the same times', () => {
  it('have the ratio that they have within each period, whatever the levels and the traffic', () => {
    const day = fc.record({
      level: fc.double({ min: 0.02, max: 0.1, noNaN: true }),
      share: fc.double({ min: 0.1, max: 0.9, noNaN: true }),
    })
    fc.assert(
      fc.property(
        fc.array(day, { minLength: 4, maxLength: 20 }),
        fc.integer({ min: 0, max: 2 }),
        (all, joins) => {
          const of = (ratio: number, isLate: boolean) =>
            all.flatMap(({ level, share }, at) =>
              isLate && at < joins ? [] : [cohort(at, 200_000 * (isLate ? share : 1 - share), level * ratio)],
            )
          const [old = 0, late = 0] = ratesOf([reward('old', of(1, false)), reward('late', of(0.9, true))])
          // Moves that are smaller than the error of counting are not seen.
          expect(Math.abs(late / old - 0.9)).toBeLessThan(0.02)
        },
      ),
    )
  })

  it('do not favour a variant that joined in good days', () => {
    const old = days(0, 20, day => cohort(day, 1000, day < 10 ? 0.1 : 0.16))
    const late = days(10, 20, day => cohort(day, 300, 0.15))
    const [first = 0, second = 0] = ratesOf([reward('old', old), reward('late', late)])
    expect(second / first).toBeCloseTo(0.15 / 0.16, 3)
  })

  it('leave out the month in which a variant joined, if messages are counted by the month', () => {
    const old = [
      cohort(0, 30_000, 0.1, 30),
      cohort(30, 30_000, 0.13, 30),
      ...days(60, 80, day => cohort(day, 1000, 0.16)),
    ]
    // It joined on day 50, when rates went up.
    const late = [cohort(30, 10_000, 0.16, 30), ...days(60, 80, day => cohort(day, 1000, 0.16))]
    const [first = 0, second = 0] = ratesOf([reward('old', old), reward('late', late)])
    expect(second / first).toBeCloseTo(1, 3)
  })

  it('keep all messages and their rates while nothing moves, or with few successes', () => {
    const steady = [
      reward(
        'a',
        days(0, 10, day => cohort(day, 1000, 0.1)),
      ),
      reward(
        'b',
        days(5, 10, day => cohort(day, 500, 0.2)),
      ),
    ]
    const rates = ratesOf(steady)
    expect(rates[0]).toBeCloseTo(0.1, 9)
    expect(rates[1]).toBeCloseTo(0.2, 9)
    const few = [reward('a', [cohort(0, 100, 0.1)]), reward('b', [cohort(1, 100, 0.3)])]
    expect(atOnce(atCommonLevelInSteps(few, () => 1))).toBe(few)
  })

  it('do not compare variants that were never sent at the same time by a level that nobody saw', () => {
    const apart = [
      reward(
        'a',
        days(0, 10, day => cohort(day, 1000, 0.1)),
      ),
      reward(
        'b',
        days(10, 20, day => cohort(day, 1000, 0.2)),
      ),
    ]
    const [first = 0, second = 0] = ratesOf(apart)
    expect(second / first).toBeCloseTo(2, 9)
  })
})
