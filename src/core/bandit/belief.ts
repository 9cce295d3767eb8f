import { atOnce } from '../../lib/in-slices.ts'
import { type Cohort, successesOf } from '../measure/cohort.ts'
import type { Delay, Evidence, Reward } from './bandit.ts'
import { plausible, raiseOf } from './delay/cap-maturity-correction.ts'
import { type Exposure, estimateRate, type RateEstimate } from './delay/delayed-rate.ts'
import { estimateMaturityInSteps, type Maturity, maturityOf } from './delay/maturity.ts'
import { usualMaturity } from './delay/maturity-prior.ts'
import { atCommonLevel } from './level/same-times.ts'
import { priorOfVariants, type RatePrior } from './shrinkage.ts'

/** The posterior estimates of the rates of a template's variants. */
export interface Belief {
  readonly prior: RatePrior
  /** By variant id, from the variant's own messages only. A variant without messages is missing. */
  readonly estimates: ReadonlyMap<string, RateEstimate>
  /** By variant id: the weight, in mature messages, that its young messages will still gain. */
  readonly pending: ReadonlyMap<string, number>
  /** Undefined if no success is delayed. */
  readonly maturity: Maturity | undefined
}

/** Estimates rates from the evidence, with delay correction if the evidence has delay data. */
export function beliefOf({ rewards, delay, usualRate }: Evidence): Belief {
  const maturity = delay && maturityCurve(rewards, delay)
  const exposures = plausible(exposuresOf(rewards, maturity, delay), usualRate)
  const estimates = new Map(
    rewards.map(({ variantId }, at) => [variantId, estimateRate(exposures[at] ?? [])]),
  )
  const pending = new Map(
    rewards.map(({ variantId }, at) => [
      variantId,
      Math.max(0, messagesOf(exposures[at] ?? []) - (estimates.get(variantId)?.size ?? 0)),
    ]),
  )
  return { prior: priorOfVariants([...estimates.values()], usualRate), estimates, pending, maturity }
}

const maturityCurve = (rewards: readonly Reward[], delay: Delay): Maturity =>
  atOnce(maturityCurveInSteps(rewards, delay))

function* maturityCurveInSteps(
  rewards: readonly Reward[],
  { asOfMs, window, history }: Delay,
): Generator<undefined, Maturity> {
  const all = rewards.flatMap(({ cohorts }) => cohorts ?? [])
  return yield* estimateMaturityInSteps(all, asOfMs, window, history ?? usualMaturity(window))
}

function exposuresOf(
  rewards: readonly Reward[],
  maturity: Maturity | undefined,
  delay: Delay | undefined,
): readonly (readonly Exposure[])[] {
  if (maturity === undefined || delay === undefined) return rewards.map(undelayed)
  const shareOf = sharesOf(maturity, delay.asOfMs)
  return atCommonLevel(rewards, shareOf).map(readCohorts(maturity, delay.asOfMs))
}

const messagesOf = (exposures: readonly Exposure[]): number =>
  exposures.reduce((sum, { sends }) => sum + sends, 0)

const undelayed = ({ trials, successes }: Reward): readonly Exposure[] => [
  { sends: trials, successes, maturity: 1 },
]

type Stretch = Pick<Cohort, 'fromMs' | 'untilMs'>

/**
 * The share of successes that the messages of one period show by now, computed as in `beliefOf` from the cohorts of
 * all variants; one if no success is delayed. In short steps.
 */
export function* shareReader({
  rewards,
  delay,
  usualRate,
}: Evidence): Generator<undefined, (stretch: Stretch) => number> {
  if (!delay) return () => 1
  const curve = yield* maturityCurveInSteps(rewards, delay)
  const shareOf = sharesOf(curve, delay.asOfMs)
  const read = readCohorts(curve, delay.asOfMs)
  const exposures: (readonly Exposure[])[] = []
  for (const reward of rewards) {
    yield
    exposures.push(read(reward))
  }
  const raise = raiseOf(exposures, usualRate)
  return stretch => raise(shareOf(stretch))
}

/** Variants send at the same times, so the curve is evaluated once for each period. */
function sharesOf(maturity: Maturity, asOfMs: number): (stretch: Stretch) => number {
  const known = new Map<number, Map<number, number>>()
  return stretch => {
    const ending = known.get(stretch.fromMs) ?? new Map<number, number>()
    known.set(stretch.fromMs, ending)
    const share = ending.get(stretch.untilMs) ?? maturityOf(maturity, stretch, asOfMs)
    ending.set(stretch.untilMs, share)
    return share
  }
}

function readCohorts(maturity: Maturity, asOfMs: number): (reward: Reward) => readonly Exposure[] {
  const shareOf = sharesOf(maturity, asOfMs)
  return ({ cohorts = [] }) => {
    const exposures: Exposure[] = []
    // For a rate, all mature messages are one cohort.
    const mature = { sends: 0, successes: 0, maturity: 1 }
    for (const cohort of cohorts) {
      const share = shareOf(cohort)
      const successes = successesOf(cohort)
      if (share < 1) exposures.push({ sends: cohort.sends, successes, maturity: share })
      else {
        mature.sends += cohort.sends
        mature.successes += successes
      }
    }
    return [mature, ...exposures]
  }
}
