import {
  ALPHA,
  ALPHA_BEFORE_MATURE,
  ALPHA_MATURE,
  intervalMultiplier,
} from '../../../src/core/inference/alpha.ts'
import { compareGroups } from '../../../src/core/inference/lift.ts'
import { compareStratified } from '../../../src/core/inference/stratified/compare-stratified.ts'
import { stratify } from '../../../src/core/inference/stratified/strata.ts'
import { addSums, evenSums, NO_SUMS } from '../../../src/core/inference/sums.ts'
import { estimateVariant } from '../../../src/core/inference/variant-estimate.ts'
import { effectiveSampleSize } from '../../../src/core/stats/effective-sample-size.ts'
import { normalQuantile } from '../../../src/core/stats/normal-quantile.ts'
import { rateRatioInterval } from '../../../src/core/stats/rate-ratio-interval.ts'
import { scoreInterval } from '../../../src/core/stats/score-interval.ts'
import { type Claim, constant, says } from './claim.ts'

const ONE_LOOK = normalQuantile(1 - ALPHA / 2)
const percents = (shares: readonly (number | null | undefined)[] | null | undefined) =>
  (shares ?? []).map(share => 100 * (share ?? Number.NaN))
const rate = (messages: number, total: number) => ({ messages, total, squares: total })
const orders = (messages: number, count: number, size: number) => ({
  ...{ messages, total: count * size, squares: count * size ** 2 },
})
const ofRates = { kind: 'rate' } as const

const tight = (messages: number) => intervalMultiplier(messages)
const score = (multiplier: number) =>
  scoreInterval({ weight: 4000, squaredWeight: 4000, success: 240 }, multiplier)
const [CONTROL, TREATMENT] = [rate(2000, 90), rate(18_000, 990)]
const LIFT = compareGroups(CONTROL, TREATMENT, ofRates)
const oneLook = rateRatioInterval(
  { trials: 18_000, successes: 990 },
  { trials: 2000, successes: 90 },
  ONE_LOOK,
).map(end => end - 1)
const MONEY = compareGroups(orders(1000, 50, 40), orders(1000, 60, 50), { kind: 'amount' })

const week = (share: number, success: number) =>
  evenSums(share, 2000 * share, 2000 * share * success, 2000 * share * success)
const [GOOD, BAD] = [
  [week(0.5, 0.1), week(0.5, 0.1)],
  [week(0.1, 0.05), week(0.9, 0.05)],
] as const
const [WEIGHTED_CONTROL, WEIGHTED_TREATMENT] = [addSums(GOOD[0], BAD[0]), addSums(GOOD[1], BAD[1])]
const meansOf = [WEIGHTED_CONTROL, WEIGHTED_TREATMENT].map(
  ({ messages, outcome }) => outcome.total / messages,
)

const stretch = (variant: readonly [number, number], other: readonly [number, number]) => ({
  variant: variant[0] === 0 ? NO_SUMS : evenSums(0.25, ...variant, variant[1]),
  other: evenSums(0.5, ...other, other[1]),
  ...{ messages: 1000, total: 100 },
})
const STRATA = [stretch([0, 0], [500, 50]), stretch([250, 30], [500, 50]), stretch([250, 30], [500, 50])]
const SIDES = stratify(STRATA)
const WORDING_ALPHA = ALPHA / 2
const WORDING = compareStratified(SIDES, { kind: 'rate', alpha: WORDING_ALPHA })
const SQUARED = SIDES.variant.squaredWeight + SIDES.other.squaredWeight

const [FIRST, SECOND] = [evenSums(0.5, 50, 4, 4), evenSums(0.1, 20, 3, 3)]
const PERIODS = [
  { sums: FIRST, offered: 100 },
  { sums: SECOND, offered: 200 },
]
const OPTIONS = { kind: 'rate', alpha: ALPHA, pooledVariance: 0 } as const
const VARIANT = estimateVariant(PERIODS, OPTIONS)
const AMONG_PEOPLE = estimateVariant(PERIODS, {
  ...OPTIONS,
  repetition: { designEffect: 3.75, controlOdds: 1 / 9 },
})
const BOTH = addSums(FIRST, SECOND)
const UNEVEN = [evenSums(0.72, 432, 0.35 * 432, 0.35 * 432), evenSums(0.09, 54, 0.15 * 54, 0.15 * 54)].reduce(
  addSums,
)

/** Sections 1 to 5, but for people. */
export const GROUPS: readonly Claim[] = [
  // Sections that a page of the console is about.
  { from: '| in the console | by HTTP | sections |', until: '| 15, 16 |', by: 'docs/statistics.md' },
  says('minus one; {} %; allows for people who get several messages | yes |', () => percents([1 - ALPHA])),
  says('the range of the same mean; {} % for each variant', () => percents([1 - ALPHA])),
  says('over the time of both; {} % for all wordings together', () => percents([1 - ALPHA])),
  says('their false alarms stay below {} % however often you look', () => percents([ALPHA])),
  says('where a one-look interval extends {}:', () => [ONE_LOOK]),
  says('α = {}, so s = {} and c = {}.', () => {
    const s = -2 * Math.log(ALPHA)
    return [ALPHA, s, s + Math.log(1 + s)]
  }),
  says('The sequence is tightest at 10 000 messages.', () => []),
  says('| messages | 200 | 1,000 | 10,000 | 20,000 | 100,000 | 1,000,000 |'),
  says('| multiplier | {} | {} | {} | {} | {} | {} |', () => [200, 1e3, 1e4, 2e4, 1e5, 1e6].map(tight)),
  says('240 of 4,000: m = {}, interval {} % to {} % (for one look it would be {} % to {} %)', () => [
    tight(4000),
    ...percents(score(tight(4000))),
    ...percents(score(ONE_LOOK)),
  ]),
  says(
    'control 90 of 2,000 ({} %), treatment 990 of 18,000 ({} %): lift +{} %, m = {}, interval {} % to +{} %.',
    () => [
      ...percents([90 / 2000, 990 / 18_000, LIFT?.relative]),
      tight(20_000),
      ...percents(LIFT?.relativeInterval),
    ],
  ),
  says('+69.9 %. For one look it would be {} % to +{} %.', () => percents(oneLook)),
  says(
    'control 50 orders of 40.00 in 1,000 messages, treatment 60 of 50.00: {} and {} a message; lift +{} %, interval {} % to +{} %.',
    () => [2, 3, ...percents([MONEY?.relative, ...(MONEY?.relativeInterval ?? [])])],
  ),
  says('period by period (6 hours; 30 days for old data)'),
  says(
    'a good week (10 %, half control), then a bad week (5 %, a tenth control), 2,000 messages each. The raw means are {} % and {} %, a lift of {} %. Weighted, they are {} % and {} %.',
    () => {
      const [control = 0, treatment = 0] = meansOf
      const weighted = [WEIGHTED_CONTROL, WEIGHTED_TREATMENT].map(
        ({ inverse, outcome }) => outcome.inverse / inverse,
      )
      return percents([control, treatment, treatment / control - 1, ...weighted])
    },
  ),
  says('If fewer than {} messages a group remain', () => [
    constant('src/core/inference/gates.ts', 'MESSAGES_MIN'),
  ]),
  says('"Short beats control by 12 % (4 to 21 %)" is about one wording'),
  says('stretch by stretch (6 hours, or more until there are {} messages; 30 days for old data)', () => [
    constant('src/features/results/wordings/slices.ts', 'MESSAGES_MIN'),
  ]),
  says('is ever wrong is at most {} %, so you may choose', () => percents([ALPHA])),
  says('For conversions and revenue α is {} and only mature', () => [ALPHA_MATURE]),
  says('or began in a stretch of 30 days)'),
  says('`variants[].lift` is null until both have {} messages over the same time', () => [
    constant('src/core/inference/gates.ts', 'MESSAGES_MIN'),
  ]),
  says(
    'three stretches of 1,000 messages, control always 50 %; the wording has 0 %, 25 % and 25 % of all messages, and only the third stretch counts (in the second it began): h = 1/(4 + 2) = 1/{}. In it 250 messages of the wording have 30 successes, and 500 of control 50: Y = {}, Y₀ = {}, W = W₀ = {}: R = {}. Q = {} and Q₀ = {} make t = {}; with α = 0.05/2, m = {}, and the interval is {} % to +{} %.',
    () => {
      const { variant, other } = STRATA[2] ?? stretch([0, 0], [0, 0])
      return [
        variant.inverse / SIDES.variant.weight,
        ...[variant.outcome.inverse, other.outcome.inverse, variant.inverse],
        1 + (WORDING?.relative ?? Number.NaN),
        ...[variant.inverseSquare, other.inverseSquare, SQUARED],
        intervalMultiplier(SQUARED, WORDING_ALPHA),
        ...percents(WORDING?.relativeInterval),
      ]
    },
  ),
  says(
    'If you check {} templates, or {} periods and segments of one template, you will find a difference in one',
    () => [1 / ALPHA, 1 / ALPHA],
  ),
  says('Give it 20 to 30 % if single wordings are to be named'),
  says('as soon as each group has {} of them', () => [
    constant('src/core/inference/gates.ts', 'MESSAGES_MIN'),
  ]),
  says('α = {} for the early one, {} for the mature one', () => [ALPHA_BEFORE_MATURE, ALPHA_MATURE]),
  says('at 9,610 mature messages m is {} with 0.04, where the whole 0.05 would give {}', () => [
    intervalMultiplier(9610, ALPHA_MATURE),
    intervalMultiplier(9610),
  ]),
  says('Periods have 6 hours, or 30 days for old data'),
  says('and is 1 for control. N is the group'),
  says(
    '*Worked:* period 1: 100 messages could get it with e = 0.5, 50 got it, 4 converted; m = 0: 4/0.5 = {}. Period 2: 200 could get it with e = 0.1, 20 got it, 3 converted; m = 4/50 = {}: 200 · 0.08 + 3/0.1 - 0.08 · 20/0.1 = {}. The estimate is (8 + 30)/300 = {} %; the plain mean is 7/70 = {} %.',
    () => [
      FIRST.outcome.inverse,
      4 / 50,
      200 * 0.08 + SECOND.outcome.inverse - 0.08 * SECOND.inverse,
      ...percents([VARIANT?.estimate, BOTH.outcome.total / BOTH.messages]),
    ],
  ),
  says(
    'ΣN = 300, Σ 1/e² = 50 · 4 + 20 · 100 = {}; Σ (y - 0.127)²/e² = {}, against 0.127 · 0.873 · 2,200 = {}: c = {}. e₁ = 0.5, so t = {}, m = {}: {} % to {} %. 70 messages give little information',
    () => {
      const mean = VARIANT?.estimate ?? Number.NaN
      const { squaresInverseSquare, inverseSquare } = BOTH.outcome
      const spread = squaresInverseSquare - 2 * mean * inverseSquare + mean ** 2 * BOTH.inverseSquare
      const even = mean * (1 - mean) * BOTH.inverseSquare
      const time = BOTH.inverseSquare * 0.5
      const shown = [BOTH.inverseSquare, spread, even, spread / even, time, tight(time)]
      return [...shown, ...percents(VARIANT?.interval)]
    },
  ),
  says('With D = 3.75 and a control of a tenth, R = 2.75 · 300/9 = {}: {} % to {} %.', () => [
    (2.75 * 300) / 9,
    ...percents(AMONG_PEOPLE?.interval),
  ]),
  says('With D of section 3b, R = (D - 1) · (Σ 1/e² - Σ 1/e) for control'),
  says('R = (D - 1) · ΣN · control'),
  says("the mean propensity in the variant's first period, at least {}", () => [
    constant('src/core/inference/variant-estimate.ts', 'FIRST_SHARE_MIN'),
  ]),
  says('and at least 1. It is larger than 1 if rates'),
  says('[Decision 15](decisions/0015-one-target.md)'),
  says("Each variant's own interval has its own {} %", () => percents([ALPHA])),
  says("a theme's wordings; {} % for all rows together (section 3c)", () => percents([1 - ALPHA])),
  says(
    'that *any* row is ever wrong is at most {} %. *Worked:* with 12 rows α = {}, and at 10,000 messages of a row the multiplier is {} instead of {}: its interval is {} % wider',
    () => {
      const own = intervalMultiplier(10_000, ALPHA / 12)
      return [...percents([ALPHA]), ALPHA / 12, own, tight(10_000), 100 * (own / tight(10_000) - 1)]
    },
  ),
  says('so each of the r rows uses α/(2 r)'),
  says('432 messages with e = 0.72 and 54 with 0.09 are worth {}.', () => [
    effectiveSampleSize(UNEVEN.inverse, UNEVEN.inverseSquare),
  ]),
  says(
    'Suppose 35 % opened in the first period and 15 % in the second, whatever they got. Then the plain mean is {} %, and the estimate {} %',
    () => percents([UNEVEN.outcome.total / UNEVEN.messages, UNEVEN.outcome.inverse / UNEVEN.inverse]),
  ),
]
