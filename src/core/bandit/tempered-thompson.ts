import { drawBeta } from '../stats/draw/draw-beta.ts'
import { createRandom } from '../stats/draw/random.ts'
import type { Evidence, Strategy } from './bandit.ts'
import { type Belief, beliefOf } from './belief.ts'
import type { RateEstimate } from './delay/delayed-rate.ts'
import { DRAWS, type Draws, drawnPolicy } from './drawn-policy.ts'
import { rampLimits, type Shown } from './ramp-cap.ts'
import { thompson } from './thompson.ts'

/**
 * How many times as many messages a belief is taken to rest on: this for a variant of which nothing is known, and up
 * to SHARPENING more, the better it is known. Chosen on the tuning worlds and tests of bench/bandit from 1 and 6, 4 and 6,
 * 4 and 3: sharp from the start gains where messages are few, and too sharp an end loses where rates are close.
 */
const SHARPNESS = 4
const SHARPENING = 3

/**
 * How much less sharp the belief on a variant is, if less is known of it than of the best known one. A newcomer among
 * well-known variants is drawn as wide as it may be: a template that has lived long enough to know the others will live
 * to use what it finds out, and only the newcomer's share is at stake. Among beginners nobody is behind. Chosen on the
 * tuning worlds from 0 and 2.
 */
const BEHIND = 3

/** @param heard how much of what may be known of a variant is known, in [0, 1) */
export const sharpnessOf = (heard: number): number => SHARPNESS + SHARPENING * heard

const UNKNOWN: RateEstimate = { rate: 0, size: 0, successes: 0 }

/**
 * The default policy: Thompson sampling from a finite table, on rates that are corrected for delay (`beliefOf`),
 * shrunk towards each other, and sharpened. A posterior as wide as it should be explores more than a campaign can
 * repay (Chapelle and Li, 2011, reshape it too), so every belief is taken as if four to seven times as many messages
 * had shown it: its spread is halved at least, except for newcomers. Messages on their way count too: what they will tell
 * is coming whatever is sent next, so they narrow a belief already, but leave its mean where it is (the hallucinated
 * observations of Desautels, Krause and Burdick, 2014). Otherwise a launch goes on exploring until its first results
 * come back.
 * Amounts are left to `thompson`.
 */
export const sharpenedThompson: Strategy = (evidence, seed) =>
  evidence.kind === 'amount' ? thompson(evidence, seed) : drawnPolicy(sharpenedRates(evidence, seed))

/**
 * The draws behind `sharpenedThompson`, of rates: for an amount, of the rate of messages that bring any.
 * @param seed names the stream of random numbers
 */
export function sharpenedRates(evidence: Evidence, seed: string): Required<Draws> {
  const belief = beliefOf(evidence)
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

/** What a variant's own messages weigh in the belief on it, against all. */
const heardOf = ({ prior }: Belief, size: number): number => size / (size + prior.size)

/**
 * One stream a variant: adding another one does not shift these draws.
 * @param best what is heard of the best known variant
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

/** What a variant has shown of its rate. */
export const shownBy = ({ prior, estimates }: Belief, variantId: string): Shown => {
  const { successes, size } = estimates.get(variantId) ?? UNKNOWN
  return { successes, expected: size * prior.mean }
}
