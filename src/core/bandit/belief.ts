import type { Cohort } from '../measure/cohort.ts'
import type { Evidence } from './bandit.ts'
import { raiseOf } from './delay/cap-maturity-correction.ts'
import { type Exposure, estimateRate, type RateEstimate } from './delay/delayed-rate.ts'
import {
  exposuresInSteps,
  maturityCurveInSteps,
  readCohorts,
  readInSteps,
  sharesOf,
} from './delay/exposures.ts'
import type { Maturity } from './delay/maturity.ts'
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

/** Estimates rates from the evidence, with delay correction if the evidence has delay data. In short steps. */
export function* beliefInSteps({ rewards, delay, usualRate }: Evidence): Generator<undefined, Belief> {
  const maturity = delay && (yield* maturityCurveInSteps(rewards, delay))
  const exposures = yield* exposuresInSteps(rewards, maturity, delay)
  const raise = yield* raiseOf(exposures, usualRate)
  const estimates = new Map<string, RateEstimate>()
  const pending = new Map<string, number>()
  for (const [at, { variantId }] of rewards.entries()) {
    yield
    const own = (exposures[at] ?? []).map(exposure => ({ ...exposure, maturity: raise(exposure.maturity) }))
    const estimate = estimateRate(own)
    estimates.set(variantId, estimate)
    pending.set(variantId, Math.max(0, messagesOf(own) - estimate.size))
  }
  return { prior: priorOfVariants([...estimates.values()], usualRate), estimates, pending, maturity }
}

const messagesOf = (exposures: readonly Exposure[]): number =>
  exposures.reduce((sum, { sends }) => sum + sends, 0)

type Stretch = Pick<Cohort, 'fromMs' | 'untilMs'>

/**
 * The share of successes that the messages of one period show by now, computed as in `beliefInSteps` from the cohorts of
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
  const exposures = yield* readInSteps(rewards, readCohorts(curve, delay.asOfMs))
  const raise = yield* raiseOf(exposures, usualRate)
  return stretch => raise(shareOf(stretch))
}
