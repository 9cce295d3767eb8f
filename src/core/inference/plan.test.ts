import { expect, it } from 'vitest'
import { drawBeta } from '../stats/draw/draw-beta.ts'
import { createRandom } from '../stats/draw/random.ts'
import { type Allocate, type Plan, visibleShareOf } from './launch.ts'
import { type PlanOutcome, simulateInSteps } from './plan.ts'

/** Simulates without the pauses. */
function simulatePlan(...given: Parameters<typeof simulateInSteps>): PlanOutcome {
  const steps = simulateInSteps(...given)
  for (;;) {
    const { done, value } = steps.next()
    if (done) return value
  }
}

const PLAN: Plan = {
  messagesPerDay: 4000,
  baseRate: 0.05,
  variants: 4,
  controlShare: 0.2,
  spread: 0.25,
  meanLift: 0.1,
  delay: { offsetDays: 0, meanDays: 1, windowDays: 4 },
  horizonDays: 40,
}

const even: Allocate = arms => arms.map(() => 1 / arms.length)

/** Thompson sampling that counts a message by the share of its successes that is visible. */
const thompson: Allocate = (arms, visible, seed) => {
  const random = createRandom('plan test', seed)
  const wins = arms.map(() => 0)
  for (let row = 0; row < 64; row++) {
    const draws = arms.map(({ sends, successes }) => {
      const won = successes.reduce((sum, value) => sum + value, 0)
      const seen = sends.reduce((sum, value, day) => sum + value * visible(sends.length - day), 0)
      return drawBeta(1 + won, 1 + Math.max(0, seen - won), random)
    })
    const best = draws.indexOf(Math.max(...draws))
    wins[best] = (wins[best] ?? 0) + 1
  }
  return wins.map(won => (0.98 * won) / 64 + 0.02 / arms.length)
}

it('gains nothing by dividing evenly, and something by learning', () => {
  const none = simulatePlan(PLAN, even, 20, 'seed')
  expect(none.gain.mean).toBeCloseTo(0, 6)
  expect(none.bestShare).toBeCloseTo(0.25, 9)
  const learnt = simulatePlan(PLAN, thompson, 20, 'seed')
  expect(learnt.gain.mean).toBeGreaterThan(3 * learnt.gain.standardError)
  expect(learnt.bestShare).toBeGreaterThan(0.6)
  expect(learnt.successes.evenSplit).toBeCloseTo(none.successes.evenSplit, 6)
  expect(learnt.byDay).toHaveLength(PLAN.horizonDays)
  expect(learnt.byDay.at(-1)?.gain).toBeCloseTo(learnt.gain.mean, 6)
  expect(learnt.byDay.at(-1)?.decided).toBe(learnt.decided)
  const decided = learnt.byDay.map(day => day.decided)
  expect(decided).toEqual(decided.toSorted((a, b) => a - b))
})

it('carries over fractions of messages, so that little traffic is divided as configured', () => {
  const told: number[] = []
  const spy: Allocate = arms => {
    told.push(arms.reduce((sum, { sends }) => sum + sends.reduce((all, each) => all + each, 0), 0))
    return arms.map(() => 1 / arms.length)
  }
  simulatePlan({ ...PLAN, messagesPerDay: 3, controlShare: 0.1, horizonDays: 41 }, spy, 1, 'little')
  // Of 120 messages in 40 days, nine in ten are treated; at most one of each variant is still owed.
  expect(told.at(-1)).toBeGreaterThanOrEqual(104)
  expect(told.at(-1)).toBeLessThanOrEqual(108)
})

it('gives the same answer to the same plan', () => {
  expect(simulatePlan(PLAN, thompson, 5, 'again')).toEqual(simulatePlan(PLAN, thompson, 5, 'again'))
})

it('takes longer with less traffic, and hardly ever finds a winner between equals', () => {
  const sure = { ...PLAN, meanLift: 0.4, spread: 0.1 }
  const busy = simulatePlan({ ...sure, messagesPerDay: 20_000 }, even, 15, 'traffic').verdictDays.median ?? 0
  const quiet = simulatePlan({ ...sure, messagesPerDay: 3000 }, even, 15, 'traffic').verdictDays.median ?? 1e9
  expect(busy).toBeGreaterThan(4)
  expect(quiet).toBeGreaterThan(busy)
  const equal = simulatePlan({ ...PLAN, meanLift: 0, spread: 0 }, even, 60, 'equal')
  expect(equal.decided).toBeLessThan(0.12)
  expect(equal.verdictDays.median).toBeNull()
})

it('computes the share of visible successes by age', () => {
  const visible = visibleShareOf({ offsetDays: 3, meanDays: 4, windowDays: 14 })
  expect([0, 3, 14, 30].map(visible)).toEqual([0, 0, 1, 1])
  expect(visible(7)).toBeCloseTo((1 - Math.exp(-1)) / (1 - Math.exp(-11 / 4)), 12)
})
