import type { Evidence, Reward } from '../../../src/core/bandit/bandit.ts'
import { forgetInSteps } from '../../../src/core/bandit/forgetting.ts'
import { STRATEGIES } from '../../../src/core/bandit/strategies.ts'
import { blockedVariantsInSteps } from '../../../src/core/inference/guardrails/guardrails.ts'
import { chanceAbove } from '../../../src/core/stats/beta-difference.ts'
import { equalOddsProbability, oddsRatioInterval } from '../../../src/core/stats/odds-ratio.ts'
import { DAY_MS } from '../../../src/lib/duration.ts'
import { atOnce } from '../../../src/lib/in-slices.ts'
import { rowsOf } from './allocation.ts'
import { type Claim, constant, says } from './claim.ts'

const GUARDRAILS = 'src/core/inference/guardrails/guardrails.ts'
const reward = (variantId: string, trials: number, successes: number): Reward => ({
  ...{ variantId, trials, successes, sum: successes, sumOfSquares: successes },
})
const rates = (better: Evidence['better'], ...rewards: readonly Reward[]): Evidence => ({
  ...{ kind: 'rate', better, rewards },
})
const CLICKS = rates('higher', reward('a', 5000, 200), reward('b', 5000, 230))
const UNSUBSCRIBES = rates('lower', reward('a', 5000, 15), reward('b', 5000, 30))
const BOTH: Evidence = {
  ...CLICKS,
  parts: [
    { weight: 1, evidence: CLICKS },
    { weight: 5, evidence: UNSUBSCRIBES },
  ],
}

/** That a variant with so many unsubscribes of 5,000 harms, beside control with 20 of 10,000 and a margin of half a point. */
function harmOf(unsubscribes: number): number {
  const [control, variant] = [
    { messages: 10_000, unsubscribes: 20 },
    { messages: 5000, unsubscribes, variantId: 'v' },
  ]
  const events = constant(GUARDRAILS, 'PRIOR_EVENTS')
  const common = (20 + unsubscribes + 1) / (15_000 + 1000)
  const belief = (own: typeof control) => ({
    alpha: events + own.unsubscribes,
    beta: events / common - events + own.messages - own.unsubscribes,
  })
  const chance = chanceAbove(belief(variant), belief(control), 0.005)
  const blocked = atOnce(blockedVariantsInSteps({ margin: 0.005, control, variants: [variant] })).get(
    'v',
  )?.chance
  if (blocked === undefined ? chance > 0.95 : Math.abs(blocked - chance) > 1e-9)
    throw new Error('the guardrail computes something else')
  return 100 * chance
}

/** One week of looks, from the fourth on, with six variants. */
const ALLOWED = constant('src/core/inference/drift-alarm.ts', 'ALPHA') / (4 * 5) / 7 / 6
const change = (successes: number) => ({
  ...{ successes, trials: 500, otherSuccesses: 400, otherTrials: 2000 },
})

const HALVED = atOnce(
  forgetInSteps(
    rates('higher', {
      ...reward('a', 300, 0),
      cohorts: [0, 7, 14].map(days => ({
        ...{ fromMs: -days * DAY_MS, untilMs: -days * DAY_MS, sends: 100, successes: [0] },
      })),
    }),
    { halfLifeDays: 7, asOfMs: 0 },
  ),
).rewards[0]?.cohorts

const rowsBy = (
  weights: Readonly<Record<string, number>>,
  strategy: 'fixed' | 'manual',
  ids: readonly string[],
) => {
  const evidence = { ...rates('higher'), manualWeights: new Map(Object.entries(weights)) }
  return STRATEGIES[strategy](evidence, '')
    .table(ids)
    .shares.map(share => 512 * share)
    .sort((a, b) => b - a)
}

/** Section 15, from several metrics on. */
export const POLICIES: readonly Claim[] = [
  says(
    'clicks 200 and 230 of 5,000, unsubscribes 15 and 30 of 5,000. By clicks alone nearly every row goes to B ({} % against {} %). If an unsubscribe costs 5 clicks, B is worth 4.6 - 5 · 0.6 = {} points and A 4.0 - 5 · 0.3 = {}, so A gets {} % of the rows',
    () => [4.6, 4.0, 4.6 - 5 * 0.6, 4.0 - 5 * 0.3, rowsOf('weighted_thompson', BOTH, ['a', 'b'])[0] ?? 0],
  ),
  says("P( its rate > control's rate + margin ) > {} ", () => [constant(GUARDRAILS, 'SURE')]),
  says('Both rates have the prior Beta({}, 3/c - 3)', () => [constant(GUARDRAILS, 'PRIOR_EVENTS')]),
  says('and of one event in {} messages before them', () => [1000]),
  says('Amounts vary so much that {} % at one of many looks', () => [100 * constant(GUARDRAILS, 'SURE')]),
  says('The probability is an integral (64 points, within 1e-8) and not'),
  says(
    'control 20 of 10,000 (0.2 %), margin 0.5 points. A variant with 40 unsubscribes of 5,000 (0.8 %): probability {} %, not blocked. 45: {} %, not blocked. 50 (1.0 %): {} %, blocked.',
    () => [40, 45, 50].map(harmOf),
  ),
  says(
    'half-life 7 days: 100 messages today, 100 a week ago and 100 two weeks ago count as {} + {} + {} = {}.',
    () => {
      const sends = (HALVED ?? []).map(cohort => cohort.sends)
      return [...sends, sends.reduce((sum, own) => sum + own, 0)]
    },
  ),
  says('messages and successes that were sent a days ago count 2^(-a/half-life)'),
  says('The sum is {} % over any number of weeks', () => [
    100 * constant('src/core/inference/drift-alarm.ts', 'ALPHA'),
  ]),
  says('six variants, fourth week of looks: 0.05 / 20 / 7 / 6 = {}.', () => [ALLOWED]),
  says(
    'One variant had 400 of 2,000 successes before (20 %), and has 75 of 500 now (15 %): p = {}, no alarm, interval {} to {}. With 60 (12 %): p = {}, alarm, interval {} to {}.',
    () =>
      [75, 60].flatMap(now => [
        equalOddsProbability(change(now)),
        ...oddsRatioInterval(change(now), ALLOWED),
      ]),
  ),
  says(
    '`epsilon` at 2 %, 3,000 evenly divided messages a day at 2.5 % need {} messages a day in total',
    () => [3000 / 0.02],
  ),
  says('draws of Beta(1 + s, 1 + n - s)'),
  says('0 of 10: estimated at {} %, ± {}', () => {
    const [alpha, beta] = [1, 11]
    const mean = alpha / (alpha + beta)
    return [100 * mean, 100 * Math.sqrt((mean * (1 - mean)) / (alpha + beta + 1))]
  }),
  says(
    'as soon as a variant has {} successes, only such variants may lead | 230 of 5,000 leads over 3 of 10 |',
    () => {
      const evidence = rates('higher', reward('a', 5000, 230), reward('b', 10, 3))
      if (STRATEGIES.epsilon_greedy(evidence, '').table(['a', 'b']).shares[0] !== 1)
        throw new Error('3 of 10 leads')
      return [constant('src/core/bandit/ramp-cap.ts', 'PROVEN_SUCCESSES')]
    },
  ),
  says('| 3 variants: {}, {} and {} rows |', () => rowsBy({}, 'fixed', ['a', 'b', 'c'])),
  says('steps of 1/512 | 50, 25, 25: {}, {} and {} rows; without the first: {} and {} |', () => [
    ...rowsBy({ a: 50, b: 25, c: 25 }, 'manual', ['a', 'b', 'c']),
    ...rowsBy({ a: 50, b: 25, c: 25 }, 'manual', ['b', 'c']),
  ]),
]
