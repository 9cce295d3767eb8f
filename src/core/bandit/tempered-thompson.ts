import { drawBeta } from '../stats/draw/draw-beta.ts'
import { createRandom } from '../stats/draw/random.ts'
import type { Evidence, SteppedStrategy } from './bandit.ts'
import { type Belief, beliefInSteps } from './belief.ts'
import type { RateEstimate } from './delay/delayed-rate.ts'
import { DRAWS, type Draws, drawnInSteps } from './drawn-policy.ts'
import { rampLimits, type Shown } from './ramp-cap.ts'
import { thompsonInSteps } from './thompson.ts'

/**
 * The factor by which the number of messages behind a posterior is multiplied: SHARPNESS for a variant without data,
 * and up to SHARPENING more with more data. Chosen on the tuning worlds and tests of bench/bandit from 1 and 6, 4 and
 * 6, 4 and 3. A narrow posterior from the start is better with few messages; too narrow an end is worse with close
 * rates.
 */
const SHARPNESS = 4
const SHARPENING = 3

/**
 * The reduction of the factor for a variant with less data than the best-known one. A new variant among well-known
 * variants gets the widest posterior: a template that has run long enough to know the others will run long enough to
 * use the new knowledge, and only the new variant's share is at risk. If all variants are new, there is no reduction.
 * Chosen on the tuning worlds from 0 and 2.
 */
const BEHIND = 3

/** @param heard the share of the posterior's weight that comes from the variant's own messages, in [0, 1) */
export const sharpnessOf = (heard: number): number => SHARPNESS + SHARPENING * heard

const UNKNOWN: RateEstimate = { rate: 0, size: 0, successes: 0 }

/**
 * The default policy: Thompson sampling from a finite table, on rates that are corrected for delay (`beliefInSteps`),
 * shrunk towards each other, and tempered. A posterior with its full width explores more than a campaign can repay
 * (Chapelle and Li, 2011, also reshape it). So every posterior is computed as if four to seven times as many messages
 * supported it: its standard deviation is at most half, except for new variants.
 *
 * Pending messages count too. Their results will arrive whatever is sent next, so they narrow the posterior but do
 * not move its mean (the hallucinated observations of Desautels, Krause and Burdick, 2014). Otherwise a launch would
 * explore until its first results arrive. Amounts use `thompson`. In short steps.
 */
export const sharpenedInSteps: SteppedStrategy = function* (evidence, seed) {
  if (evidence.kind === 'amount') return yield* thompsonInSteps(evidence, seed)
  return yield* drawnInSteps(yield* sharpenedRates(evidence, seed), evidence.rewards)
}

/**
 * The draws behind `sharpenedInSteps`, of rates. For an amount, the rate of messages with an amount above zero.
 * In short steps.
 * @param seed names the stream of random numbers
 */
export function* sharpenedRates(evidence: Evidence, seed: string): Generator<undefined, Required<Draws>> {
  const belief = yield* beliefInSteps(evidence)
  const best = Math.max(0, ...[...belief.estimates.values()].map(({ size }) => heardOf(belief, size)))
  const columns = new Map<string, Float64Array>()
  return {
    better: evidence.better,
    columnOf(variantId) {
      const column = columns.get(variantId) ?? drawColumn(belief, best, variantId, seed)
      columns.set(variantId, column)
      return column
    },
    rowsMaxOf: ids =>
      rampLimits(
        ids.map(id => shownBy(belief, id)),
        evidence.better,
      ),
  }
}

/** The share of the posterior's weight that comes from the variant's own messages. */
const heardOf = ({ prior }: Belief, size: number): number => size / (size + prior.size)

/**
 * Each variant has its own stream, so adding another variant does not shift these draws.
 * @param best the highest such share among the variants
 */
function drawColumn(belief: Belief, best: number, variantId: string, seed: string): Float64Array {
  const { prior, estimates, pending } = belief
  const { rate, size } = estimates.get(variantId) ?? UNKNOWN
  const heard = heardOf(belief, size)
  const foreseen = 1 + (pending.get(variantId) ?? 0) / (prior.size + size)
  const sharpness = (sharpnessOf(heard) - BEHIND * (best - heard)) * foreseen
  const alpha = sharpness * (prior.mean * prior.size + rate * size)
  const beta = sharpness * ((1 - prior.mean) * prior.size + (1 - rate) * size)
  const random = createRandom(seed, variantId)
  return Float64Array.from({ length: DRAWS }, () => drawBeta(alpha, beta, random))
}

/** The evidence on a variant's rate. */
export const shownBy = ({ prior, estimates }: Belief, variantId: string): Shown => {
  const { successes, size } = estimates.get(variantId) ?? UNKNOWN
  return { successes, expected: size * prior.mean }
}
