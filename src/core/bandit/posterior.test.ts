import { expect, it } from 'vitest'
import type { Reward } from './bandit.ts'
import { posteriorOf } from './posterior.ts'

const reward = (known: Partial<Reward>): Reward => ({
  variantId: 'a',
  trials: 0,
  successes: 0,
  sum: 0,
  sumOfSquares: 0,
  ...known,
})

it('has the posterior Beta(1 + s, 1 + n - s) for a rate', () => {
  const posterior = posteriorOf({ kind: 'rate', better: 'higher', rewards: [] })
  const [low, high] = posterior(reward({ trials: 1000, successes: 40 })).interval(0.95)
  // scipy.stats.beta.ppf([0.025, 0.975], 41, 961)
  expect(low).toBeCloseTo(0.02955046, 7)
  expect(high).toBeCloseTo(0.05401908, 7)
})

it('has a uniform prior for rates', () => {
  const [low, high] = posteriorOf({ kind: 'rate', better: 'higher', rewards: [] })(reward({})).interval(0.9)
  expect(low).toBeCloseTo(0.05, 9)
  expect(high).toBeCloseTo(0.95, 9)
})

it('pools the prior and the variance of amounts', () => {
  // Mean 10 over 100 messages, squares 200 a message: variance 100.
  const rewards = [
    reward({ trials: 24, sum: 490, sumOfSquares: 10_000 }),
    reward({ trials: 76, sum: 510, sumOfSquares: 10_000 }),
  ]
  const posterior = posteriorOf({ kind: 'amount', better: 'higher', rewards })
  const [low, high] = posterior(reward({ trials: 24, sum: 490 })).interval(0.95)
  // Mean (10 + 490) / 25 = 20, deviation 10 / 5 = 2.
  expect(low).toBeCloseTo(20 - 1.959964 * 2, 5)
  expect(high).toBeCloseTo(20 + 1.959964 * 2, 5)
  const [unknownLow, unknownHigh] = posterior(reward({})).interval(0.95)
  expect((unknownLow + unknownHigh) / 2).toBeCloseTo(10, 9)
  expect(unknownHigh - unknownLow).toBeCloseTo(2 * 1.959964 * 10, 4)
})
