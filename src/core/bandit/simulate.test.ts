import { expect, it } from 'vitest'
import { choose } from '../../../test/choose.ts'
import { createRandom } from '../stats/draw/random.ts'
import type { Evidence, Reward } from './bandit.ts'
import { withFloor } from './even-share.ts'
import { thompson } from './thompson.ts'

interface World {
  readonly better: Evidence['better']
  readonly kind: Evidence['kind']
  /** The true rate of each variant; a success is worth 1000. */
  readonly rates: readonly number[]
}

const ROUNDS = 40
const SENDS_PER_ROUND = 500

/** Lives through some rounds of sending and learning; the shares of traffic in the last round. */
function simulate({ better, kind, rates }: World, seed: string): readonly number[] {
  const random = createRandom('world', seed)
  let rewards: readonly Reward[] = rates.map((_, at) => ({
    variantId: `v${at}`,
    trials: 0,
    successes: 0,
    sum: 0,
    sumOfSquares: 0,
  }))
  let counts: number[] = []
  for (let round = 0; round < ROUNDS; round++) {
    const policy = thompson({ kind, better, rewards }, `${seed}/${round}`)
    const weights = withFloor(policy.table(rewards.map(({ variantId }) => variantId)).shares, 0.05)
    counts = rates.map(() => 0)
    const successes = rates.map(() => 0)
    for (let send = 0; send < SENDS_PER_ROUND; send++) {
      const { index } = choose(weights, random())
      counts[index] = (counts[index] ?? 0) + 1
      if (random() < (rates[index] ?? 0)) successes[index] = (successes[index] ?? 0) + 1
    }
    rewards = rewards.map((reward, at) => add(reward, counts[at] ?? 0, successes[at] ?? 0))
  }
  return counts.map(count => count / SENDS_PER_ROUND)
}

const add = (reward: Reward, trials: number, successes: number): Reward => ({
  ...reward,
  trials: reward.trials + trials,
  successes: reward.successes + successes,
  sum: reward.sum + 1000 * successes,
  sumOfSquares: reward.sumOfSquares + 1000 ** 2 * successes,
})

it.each<World & { readonly name: string; readonly best: number }>([
  { name: 'the higher of two rates', kind: 'rate', better: 'higher', rates: [0.03, 0.06], best: 1 },
  { name: 'the lower of two rates', kind: 'rate', better: 'lower', rates: [0.06, 0.02], best: 1 },
  {
    name: 'the highest of five rates',
    kind: 'rate',
    better: 'higher',
    rates: [0.03, 0.04, 0.08, 0.03, 0.05],
    best: 2,
  },
  {
    name: 'the lowest of five rates',
    kind: 'rate',
    better: 'lower',
    rates: [0.05, 0.01, 0.05, 0.04, 0.06],
    best: 1,
  },
  { name: 'the higher of two amounts', kind: 'amount', better: 'higher', rates: [0.08, 0.03], best: 0 },
])('moves most of the traffic to $name', ({ best, ...world }) => {
  for (const seed of ['a', 'b', 'c']) expect(simulate(world, seed)[best]).toBeGreaterThan(0.7)
})

it('keeps dividing evenly between two that are equal, on average', () => {
  const shares = Array.from(
    { length: 20 },
    (_, at) => simulate({ kind: 'rate', better: 'higher', rates: [0.05, 0.05] }, `even ${at}`)[0] ?? 0,
  )
  const mean = shares.reduce((sum, share) => sum + share, 0) / shares.length
  expect(Math.abs(mean - 0.5)).toBeLessThan(0.2)
})
