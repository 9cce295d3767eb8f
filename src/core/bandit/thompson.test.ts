import { describe, expect, it } from 'vitest'
import { createRandom } from '../stats/draw/random.ts'
import type { Evidence, Reward } from './bandit.ts'
import { withFloor } from './even-share.ts'
import { tableOf } from './table.ts'
import { thompson } from './thompson.ts'

const reward = (
  variantId: string,
  trials: number,
  successes: number,
  known: Partial<Reward> = {},
): Reward => ({
  variantId,
  trials,
  successes,
  sum: 0,
  sumOfSquares: 0,
  ...known,
})

const rate = (better: Evidence['better'], ...rewards: readonly Reward[]): Evidence => ({
  kind: 'rate',
  better,
  rewards,
})
const amount = (...rewards: readonly Reward[]): Evidence => ({ kind: 'amount', better: 'higher', rewards })

describe('with rates', () => {
  it('prefers the higher rate, or the lower one when less is better', () => {
    const rewards = [reward('a', 1000, 100), reward('b', 1000, 30)]
    expect(thompson(rate('higher', ...rewards), 'seed').table(['a', 'b']).shares).toEqual([1, 0])
    expect(thompson(rate('lower', ...rewards), 'seed').table(['a', 'b']).shares).toEqual([0, 1])
  })

  it('agrees with the known chance that one posterior exceeds another', () => {
    // P(Beta(31, 971) > Beta(41, 961)) = 0.1133 by numerical integration with SciPy:
    // quad(lambda x: beta.pdf(x, 31, 971) * beta.cdf(x, 41, 961), 0, 0.2)
    const [share] = thompson(rate('higher', reward('a', 1000, 30), reward('b', 1000, 40)), 'seed').table([
      'a',
      'b',
    ]).shares
    // Three standard errors of 512 draws.
    expect(Math.abs((share ?? 0) - 0.1133)).toBeLessThan(0.042)
  })

  it('gives a variant without data its prior, not zero', () => {
    const policy = thompson(rate('higher', reward('a', 1000, 30)), 'seed')
    const [known = 0, unknown = 0] = policy.table(['a', 'new']).shares
    // A uniform prior exceeds 3 % with a chance of 97 %.
    expect(unknown).toBeGreaterThan(0.9)
    expect(known).toBeGreaterThan(0)
  })

  it('survives more successes than trials', () => {
    expect(
      thompson(rate('higher', reward('a', 5, 9), reward('b', 5, 1)), 'seed').table(['a', 'b']).shares[0],
    ).toBeGreaterThan(0.9)
  })
})

describe('with amounts', () => {
  it('prefers the higher mean', () => {
    const evidence = amount(
      reward('a', 1000, 20, { sum: 60_000, sumOfSquares: 200_000_000 }),
      reward('b', 1000, 20, { sum: 20_000, sumOfSquares: 30_000_000 }),
    )
    const [share = 0] = thompson(evidence, 'seed').table(['a', 'b']).shares
    expect(share).toBeGreaterThan(0.99)
  })

  it('divides evenly where there is no data, and where nobody has bought', () => {
    for (const trials of [0, 500]) {
      const weights = thompson(amount(reward('a', trials, 0), reward('b', trials, 0)), 'seed').table([
        'a',
        'b',
      ]).shares
      for (const weight of weights) expect(Math.abs(weight - 0.5)).toBeLessThan(0.08)
    }
  })

  it('treats missing orders as a bad sign, and not as certainty in either direction', () => {
    const bought = { sum: 10_000, sumOfSquares: 50_000_000 }
    const rewards = [reward('none', 200, 0), reward('one', 200, 2, bought), reward('two', 200, 2, bought)]
    const [none = 0, one = 0] = thompson(amount(...rewards), 'seed').table(['none', 'one', 'two']).shares
    expect(none).toBeLessThan(one)
    expect(none).toBeGreaterThan(0)
  })
})

it('uses only eligible variants', () => {
  const policy = thompson(
    rate('higher', reward('a', 100, 90), reward('b', 100, 50), reward('c', 100, 10)),
    'seed',
  )
  expect(policy.table(['c', 'b']).shares).toEqual([0, 1])
  expect(policy.table(['c']).shares).toEqual([1])
  expect(policy.table([]).shares).toEqual([])
})

it('gives equal draws to the same variant, whichever comes first', () => {
  // So sure that every draw is 1 in a double.
  const sure = rate('higher', reward('a', 1e18, 1e18), reward('b', 1e18, 1e18))
  expect(thompson(sure, 'seed').table(['a', 'b']).shares).toEqual([1, 0])
  expect(thompson(sure, 'seed').table(['b', 'a']).shares).toEqual([0, 1])
})

it('divides evenly among variants without data', () => {
  const ids = Array.from({ length: 8 }, (_, at) => `v${at}`)
  for (const weight of thompson(rate('higher'), 'seed').table(ids).shares)
    expect(Math.abs(weight - 1 / 8)).toBeLessThan(0.06)
})

it('depends on no other random input than the seed', () => {
  const evidence = rate('higher', reward('a', 100, 10), reward('b', 100, 11))
  const weights = (seed: string) => thompson(evidence, seed).table(['a', 'b']).shares
  expect(weights('one')).toEqual(weights('one'))
  expect(weights('one')).not.toEqual(weights('two'))
})

it('does not shift the draws of the others when a variant joins', () => {
  const [a, b, c] = [reward('a', 100, 10), reward('b', 100, 12), reward('c', 100, 11)]
  const before = thompson(rate('higher', a, b), 'seed').table(['a', 'b']).shares
  const after = thompson(rate('higher', c, b, a), 'seed')
  after.table(['c', 'b', 'a']).shares
  expect(after.table(['a', 'b']).shares).toEqual(before)
})

it('answers the same when the sets of eligible variants outgrow the cache', () => {
  const policy = thompson(rate('higher', reward('a', 10, 1), reward('b', 10, 2)), 'seed')
  const before = policy.table(['a', 'b']).shares
  for (let other = 0; other < 1100; other++) policy.table([`v${other}`]).shares
  expect(policy.table(['a', 'b']).shares).toEqual(before)
})

it('looks at each draw of 200 variants once, and at those of surplus rows a few times more', () => {
  const rows = 512
  let looks = 0
  const counted = (draws: Float64Array) =>
    new Proxy(draws, {
      get(target, key) {
        if (typeof key === 'string' && /^\d+$/.test(key)) looks++
        return Reflect.get(target, key, target)
      },
    })
  const draw = createRandom('draws')
  const columns = Array.from({ length: 200 }, () => counted(Float64Array.from({ length: rows }, draw)))
  const table = (rowsMax: number) => {
    looks = 0
    const { shares } = tableOf(
      columns,
      'higher',
      columns.map(() => rowsMax),
    )
    expect(shares.reduce((sum, share) => sum + share)).toBeCloseTo(1, 9)
    return looks
  }
  expect(table(rows)).toBe(200 * rows)
  // With hardly more room than rows, nearly every second row changes hands.
  expect(table(3)).toBeLessThan(2 * 200 * rows)
})

it('keeps a floor under every weight that is a total, however many there are', () => {
  expect(withFloor([1, 0], 0.5)).toEqual([0.75, 0.25])
  expect(withFloor([1, ...Array.from({ length: 99 }, () => 0)], 0.1)[0]).toBeCloseTo(0.901, 12)
  expect(withFloor([0.25, 0.75], 0)).toEqual([0.25, 0.75])
})
