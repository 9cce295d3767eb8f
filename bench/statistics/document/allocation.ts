import type { Evidence, Reward } from '../../../src/core/bandit/bandit.ts'
import { beliefInSteps } from '../../../src/core/bandit/belief.ts'
import { estimateRate } from '../../../src/core/bandit/delay/delayed-rate.ts'
import { estimateMaturity, maturityAt } from '../../../src/core/bandit/delay/maturity.ts'
import { usualMaturity } from '../../../src/core/bandit/delay/maturity-prior.ts'
import { DRAWS } from '../../../src/core/bandit/drawn-policy.ts'
import { atCommonLevelInSteps } from '../../../src/core/bandit/level/same-times.ts'
import { valueBeliefOf } from '../../../src/core/bandit/order-value.ts'
import { pick } from '../../../src/core/bandit/pick.ts'
import { rampLimits } from '../../../src/core/bandit/ramp-cap.ts'
import { priorOfVariants } from '../../../src/core/bandit/shrinkage.ts'
import { STRATEGIES } from '../../../src/core/bandit/strategies.ts'
import { sharpnessOf } from '../../../src/core/bandit/tempered-thompson.ts'
import { AGE_EDGES_MS } from '../../../src/core/measure/cohort.ts'
import { USUAL_SPREAD } from '../../../src/core/measure/usual-spread.ts'
import { DAY_MS } from '../../../src/lib/duration.ts'
import { atOnce } from '../../../src/lib/in-slices.ts'
import { type Claim, constant, says } from './claim.ts'

const BANDIT = 'src/core/bandit'
const estimate = (messages: number, successes: number) => ({
  ...{ rate: successes / messages, size: messages, successes },
})

/** 100 successes of old messages in a window of days 3 to 14, two of them on the last day. */
function maturityOnDay13(): number {
  const window = { offsetMs: 3 * DAY_MS, untilMs: 14 * DAY_MS }
  const successes = AGE_EDGES_MS.map(edge => (edge === 5 * DAY_MS ? 98 : edge === 13 * DAY_MS ? 2 : 0))
  const cohort = { fromMs: 0, untilMs: DAY_MS, sends: 1000, successes }
  const prior = usualMaturity(window)
  const found = maturityAt(estimateMaturity([cohort], 40 * DAY_MS, window, prior), 13 * DAY_MS)
  return found
}

const cohorts = (from: number, messages: number, rateOn: (day: number) => number) =>
  Array.from({ length: 20 - from }, (_, at) => from + at).map(day => ({
    ...{ fromMs: day * DAY_MS, untilMs: (day + 1) * DAY_MS, sends: messages },
    successes: [messages * rateOn(day)],
  }))
const levelled = [cohorts(0, 1000, day => (day < 10 ? 0.1 : 0.16)), cohorts(10, 300, () => 0.15)].map(
  (own, at): Reward => ({
    ...{ variantId: String(at), trials: 0, successes: 0, sum: 0, sumOfSquares: 0, cohorts: own },
  }),
)
const rateOf = ({ cohorts: own = [] }: Reward): number => {
  const successes = own.reduce((sum, cohort) => sum + (cohort.successes[0] ?? 0), 0)
  return successes / own.reduce((sum, cohort) => sum + cohort.sends, 0)
}

const PRIOR = priorOfVariants([80, 120, 88].map(successes => estimate(4000, successes)))
const HEARD = 4000 / (4000 + PRIOR.size)
const TEMPERED = `${BANDIT}/tempered-thompson.ts`

/** Orders whose logarithms lie 0.9 to both sides of that of the typical order. */
function ordersOf(variantId: string, count: number, typical: number): Reward {
  const logs = Array.from({ length: count }, (_, at) => Math.log(typical) + (at % 2 === 0 ? 0.9 : -0.9))
  const sum = (of: (log: number) => number) => logs.reduce((all, log) => all + of(log), 0)
  const [amount, squares] = [sum(Math.exp), sum(log => Math.exp(2 * log))]
  return {
    ...{ variantId, trials: 10_000, successes: count, sum: amount, sumOfSquares: squares },
    amounts: {
      ...{ count, sum: amount, sumOfSquares: squares, logSum: sum(log => log) },
      logSumOfSquares: sum(log => log * log),
    },
  }
}
const MONEY: Evidence = {
  ...{ kind: 'amount', better: 'higher' },
  rewards: [ordersOf('a', 200, 40), ordersOf('b', 260, 30)],
}
const VALUES = valueBeliefOf(MONEY.rewards)
const PRIOR_ORDERS = VALUES.variance / VALUES.between

/** The mean of a rate and of an order, shrunk. */
function expectedOf(variantId: string): readonly number[] {
  const { prior, estimates } = atOnce(beliefInSteps({ ...MONEY, kind: 'rate' }))
  const { rate = 0, size = 0 } = estimates.get(variantId) ?? {}
  const { count = 0, mean = 0 } = VALUES.estimates.get(variantId) ?? {}
  const shrunk = (prior.mean * prior.size + rate * size) / (prior.size + size)
  const log = (PRIOR_ORDERS * VALUES.mean + count * mean) / (PRIOR_ORDERS + count)
  const order = Math.exp(log + VALUES.variance / 2)
  return [100 * shrunk, order, shrunk * order]
}

/** The share of rows of each, in the mean over seeds: a table is drawn. */
export function rowsOf(strategy: keyof typeof STRATEGIES, evidence: Evidence, ids: readonly string[]) {
  const seeds = Array.from({ length: 60 }, (_, seed) => String(seed))
  const shares = seeds.map(seed => STRATEGIES[strategy](evidence, seed).table(ids).shares)
  return ids.map((_, at) => (100 * shares.reduce((sum, own) => sum + (own[at] ?? 0), 0)) / seeds.length)
}

/** Section 15, the default policy and revenue. */
export const ALLOCATION: readonly Claim[] = [
  says('Every policy is a table of {} rows', () => [DRAWS]),
  says(
    'a window of days 3 to 14; of 100 successes 2 arrived on the last day; uniform would be 1/11: h = (2 + 20 · {}) / 120 = {}, so F(13) = {}.',
    () => [1 / 11, 1 - maturityOnDay13(), maturityOnDay13()],
  ),
  says(
    '1,000 mature messages with 20 successes and 1,000 at F = 0.3 with 5: θ = {} %, m = {}. If young messages counted as failures, the rate would be {} %.',
    () => {
      const { rate, size } = estimateRate([
        { sends: 1000, successes: 20, maturity: 1 },
        { sends: 1000, successes: 5, maturity: 0.3 },
      ])
      return [100 * rate, size, 100 * (25 / 2000)]
    },
  ),
  says('one level γ for each run of periods of at least {} successes', () => [
    constant(`${BANDIT}/level/same-times.ts`, 'SUCCESSES_MIN'),
  ]),
  says(
    'for 10 days at 10 % and 10 days at 16 %, the old variant has 1,000 messages a day; a new one joins for the second half with 300 a day and 15 %. Plain rates are {} % and {} %; at the common level their ratio is {}.',
    () => {
      const [old = 0, late = 0] = atOnce(atCommonLevelInSteps(levelled, () => 1)).map(rateOf)
      return [...levelled.map(own => 100 * rateOf(own)), late / old]
    },
  ),
  says('with θ = 1 in it'),
  says('124 of 124 at F = 0.946: θ = {} %, m = {}.', () => {
    const { rate, size } = estimateRate([{ sends: 124, successes: 124, maturity: 0.946 }])
    return [100 * rate, size]
  }),
  says(
    '{} is the usual difference between headlines of one article (24.5 %, Upworthy Research Archive)',
    () => [USUAL_SPREAD],
  ),
  says(
    'The prior has the weight of μ (1 - μ) / variance - 1 messages. *Worked:* 80, 120 and 88 successes of 4,000 each: μ = {} %, worth {} messages',
    () => [100 * PRIOR.mean, PRIOR.size],
  ),
  says(
    'with m₀ = {}, a variant of 4,000 mature messages has h = {} and c = {}; a new variant beside it has h = 0 and c = {} - {} = {}.',
    () => {
      const behind = constant(TEMPERED, 'BEHIND') * HEARD
      return [PRIOR.size, HEARD, sharpnessOf(HEARD), sharpnessOf(0), behind, sharpnessOf(0) - behind]
    },
  ),
  says(
    'Each variant has {} draws, and the best draw wins the row. While another variant is proven, a variant with fewer than {} successes',
    () => [DRAWS, constant(`${BANDIT}/ramp-cap.ts`, 'PROVEN_SUCCESSES')],
  ),
  says('of 512 rows a new variant may win {}.', () => [
    rampLimits(
      [0, 1, 2, 3].map(at => ({ successes: at === 0 ? 0 : 500, expected: 500 })),
      'higher',
    )[0] ?? 0,
  ]),
  says('The probability is (1 - ε) · rows won / {} + ε / K', () => [DRAWS]),
  says('256 rows of 512, ε = 2 %, K = 4, 10 % control: (0.98 · 0.5 + 0.005) · 0.9 = {}.', () => [
    0.9 * pick({ winners: new Uint16Array(DRAWS), shares: [0.5, 0.5, 0, 0] }, 0.02, 0, 0.5).propensity,
  ]),
  says('kept near a fifth (σ² near {}, at the weight of five orders)', () => [
    constant(`${BANDIT}/order-value.ts`, 'USUAL_VARIANCE'),
  ]),
  says(
    'A: 200 orders in 10,000 messages, typically (e^μ) 40.00. B: 260 in 10,000, typically 30.00. s² = {}, τ² = {}, so the other variants have the weight of {} orders. Shrunk: A {} % · {} = {} a message, B {} % · {} = {}.',
    () => [VALUES.variance, VALUES.between, PRIOR_ORDERS, ...expectedOf('a'), ...expectedOf('b')],
  ),
  says('By revenue they are nearly equal, and get about {} % and {} % of the rows', () =>
    rowsOf('adaptive', MONEY, ['a', 'b']),
  ),
]
