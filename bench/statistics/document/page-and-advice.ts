import { intervalMultiplier } from '../../../src/core/inference/alpha.ts'
import { EFFECTIVE_MIN } from '../../../src/core/inference/offline.ts'
import { POWER } from '../../../src/core/inference/plan.ts'
import { messagesToTellApart } from '../../../src/core/inference/recommend.ts'
import { checkShares } from '../../../src/core/inference/share-check.ts'
import { offeredSums } from '../../../src/core/inference/sums.ts'
import { effectiveSampleSize } from '../../../src/core/stats/effective-sample-size.ts'
import { normalCdf } from '../../../src/core/stats/normal-cdf.ts'
import { normalQuantile } from '../../../src/core/stats/normal-quantile.ts'
import { type Claim, constant, says } from './claim.ts'

const GATES = 'src/core/inference/gates.ts'
const RECOMMEND = 'src/core/inference/recommend.ts'

/** Of the check of both groups, for so many controls among 10,000 decisions. */
const splitOf = (controls: number): number =>
  checkShares([
    { id: 'control', chosen: controls, ...offeredSums(0.1, 10_000) },
    { id: 'treatment', chosen: 10_000 - controls, ...offeredSums(0.9, 10_000) },
  ]).probability

/** What a classic test of one look says: two tails of the normal distribution. */
const classic = (controls: number): number => 2 * normalCdf((controls - 1000) / Math.sqrt(10_000 * 0.1 * 0.9))

const fixedTest = (rate: number, difference: number): number =>
  (normalQuantile(0.975) + normalQuantile(POWER)) ** 2 * ((2 * (1 - rate)) / (rate * difference ** 2))

/** Sections 8 to 13. */
export const PAGE_AND_ADVICE: readonly Claim[] = [
  says('R = 1 ± 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5.'),
  says('the evidence ever exceeds {} in at most one case in a hundred', () => [
    1 / constant('src/core/inference/share-check.ts', 'PROBABILITY_MIN'),
  ]),
  says('Above {} the gate closes', () => [
    1 / constant('src/core/inference/share-check.ts', 'PROBABILITY_MIN'),
  ]),
  says(
    '10,000 decisions, control at 10 %, groups averaged: 940 controls give p = {}; 890 p = {} (a classic test says {}, once); 870 p = {}, alarm; 850 p = {}.',
    () => [splitOf(940), splitOf(890), classic(890), splitOf(870), splitOf(850)],
  ),
  says(
    '100 decisions at 50 %, then 100 at 10 %: {} controls are expected; 60 of 200 would be an alarm at 10 %',
    () => [offeredSums(0.5, 100).expected + offeredSums(0.1, 100).expected],
  ),
  says('| each group of the comparison has {} messages |', () => [constant(GATES, 'MESSAGES_MIN')]),
  says('there was any reaction, or at most {} messages', () => [constant(GATES, 'SILENT_MESSAGES_MAX')]),
  says('or each has {} messages since the last of them began', () => [constant(GATES, 'MESSAGES_MIN')]),
  says(
    'the leader is best with {} % (of all approved wordings and control), or at most {} % is left to gain',
    () => [100 * constant(GATES, 'CHANCE_TO_SHIP'), 100 * constant(GATES, 'VALUE_TO_SHIP')],
  ),
  says('all contenders with a chance of {} % or more to be best, and control', () => [
    100 * constant(RECOMMEND, 'CHANCE_TO_ARCHIVE'),
  ]),
  says('It is null until each contender has {} messages in that time', () => [
    constant(GATES, 'MESSAGES_MIN'),
  ]),
  says('The gate waits for {} messages of each contender whose chance to be best is {} % or more', () => [
    constant(GATES, 'MESSAGES_MIN'),
    100 * constant(RECOMMEND, 'CHANCE_TO_ARCHIVE'),
  ]),
  says('best with less than {} %, the far end', () => [100 * constant(RECOMMEND, 'CHANCE_TO_ARCHIVE')]),
  says("leader's estimate, {} messages, all over the same time", () => [
    constant(RECOMMEND, 'MESSAGES_TO_ARCHIVE'),
  ]),
  says('a difference of a quarter within {} days with a power of {} %', () => [
    constant(RECOMMEND, 'PATIENCE_DAYS'),
    100 * POWER,
  ]),
  says('a segment of {} % of the messages has fewer than two variants', () => [
    100 * constant(RECOMMEND, 'SEGMENT_SHARE_MIN'),
  ]),
  says('each needs n = (m + {})² · 2(1-p)/(p δ²) messages. {} is for a power of {} %', () => [
    ...[normalQuantile(POWER), normalQuantile(POWER)],
    100 * POWER,
  ]),
  says('p = 5 %, δ = 25 %: {} (a single fixed test with that power would need {}); p = 2 %: {}.', () => [
    messagesToTellApart(0.05, 0.25),
    fixedTest(0.05, 0.25),
    messagesToTellApart(0.02, 0.25),
  ]),
  says('the day by which {} % of the launches have a verdict: the power', () => [100 * POWER]),
  says('Only sections 3c (segments) and 11 read single decisions'),
  says('weights 1, 1, 4 are worth two messages. Below {}, the answer is only a reason', () => {
    if (effectiveSampleSize(6, 18) !== 2) throw new Error('weights 1, 1, 4 are not worth two messages')
    return [EFFECTIVE_MIN]
  }),
]

/** The multiplier of the formula for a sample size is that of both groups together. */
const each = messagesToTellApart(0.05, 0.25)
const noise = (2 * 0.95) / (0.05 * 0.25 ** 2)
const power = normalQuantile(POWER)
if (Math.abs(noise * (intervalMultiplier(2 * each) + power) ** 2 - each) > 1)
  throw new Error('the sample size of the advice does not have the formula of docs/statistics.md')
