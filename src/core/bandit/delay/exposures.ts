import { type Cohort, successesOf } from '../../measure/cohort.ts'
import type { Delay, Reward } from '../bandit.ts'
import { atCommonLevelInSteps } from '../level/same-times.ts'
import type { Exposure } from './delayed-rate.ts'
import { estimateMaturityInSteps, type Maturity, maturityOf } from './maturity.ts'
import { usualMaturity } from './maturity-prior.ts'

type Stretch = Pick<Cohort, 'fromMs' | 'untilMs'>

/** How messages mature, from the cohorts of all variants. In short steps. */
export function* maturityCurveInSteps(
  rewards: readonly Reward[],
  { asOfMs, window, history }: Delay,
): Generator<undefined, Maturity> {
  return yield* estimateMaturityInSteps(cohortsOf(rewards), asOfMs, window, history ?? usualMaturity(window))
}

function* cohortsOf(rewards: readonly Reward[]): Generator<Cohort> {
  for (const { cohorts = [] } of rewards) yield* cohorts
}

/** The exposures of each variant, over the same times. In short steps. */
export function* exposuresInSteps(
  rewards: readonly Reward[],
  maturity: Maturity | undefined,
  delay: Delay | undefined,
): Generator<undefined, readonly (readonly Exposure[])[]> {
  if (maturity === undefined || delay === undefined) return rewards.map(undelayed)
  const levelled = yield* atCommonLevelInSteps(rewards, sharesOf(maturity, delay.asOfMs))
  return yield* readInSteps(levelled, readCohorts(maturity, delay.asOfMs))
}

const undelayed = ({ trials, successes }: Reward): readonly Exposure[] => [
  { sends: trials, successes, maturity: 1 },
]

/** Reads one variant a step. */
export function* readInSteps(
  rewards: readonly Reward[],
  read: ReturnType<typeof readCohorts>,
): Generator<undefined, readonly (readonly Exposure[])[]> {
  const exposures: (readonly Exposure[])[] = []
  for (const reward of rewards) {
    yield
    exposures.push(read(reward))
  }
  return exposures
}

/** Variants send at the same times, so the curve is evaluated once for each period. */
export function sharesOf(maturity: Maturity, asOfMs: number): (stretch: Stretch) => number {
  const known = new Map<number, Map<number, number>>()
  return stretch => {
    const ending = known.get(stretch.fromMs) ?? new Map<number, number>()
    known.set(stretch.fromMs, ending)
    const share = ending.get(stretch.untilMs) ?? maturityOf(maturity, stretch, asOfMs)
    ending.set(stretch.untilMs, share)
    return share
  }
}

export function readCohorts(maturity: Maturity, asOfMs: number): (reward: Reward) => readonly Exposure[] {
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
