import { drawBeta } from '../stats/draw-beta.ts'
import { createRandom } from '../stats/random.ts'
import type { Evidence, Strategy } from './bandit.ts'
import { type Belief, beliefOf } from './belief.ts'
import type { RateEstimate } from './delayed-rate.ts'
import { DRAWS, drawnPolicy } from './drawn-policy.ts'
import { thompson } from './thompson.ts'

/**
 * How many times as many messages a belief is taken to rest on: this for a variant of which nothing is known, and up
 * to SHARPENING more, the better it is known. Chosen on the tuning worlds and tests of bench/bandit from 1 and 6, 4 and 6,
 * 4 and 3: sharp from the start gains where messages are few, and too sharp an end loses where rates are close.
 */
const SHARPNESS = 4
const SHARPENING = 3

/** A variant is proven by so many successes; until then it gets a quarter of the traffic at most. */
const PROVEN_SUCCESSES = 20
const UNPROVEN_SHARE = 0.25

const UNKNOWN: RateEstimate = { rate: 0, size: 0, successes: 0 }

/**
 * The default policy: Thompson sampling from a finite table, on rates that are corrected for delay (`beliefOf`),
 * shrunk towards each other, and sharpened. A posterior as wide as it should be explores more than a campaign can
 * repay (Chapelle and Li, 2011, reshape it too), so every belief is taken as if four to seven times as many messages
 * had shown it: its spread is halved at least. Messages on their way count too: what they will tell is coming whatever is
 * sent next, so they narrow a belief already, but leave its mean where it is (the hallucinated observations of Desautels,
 * Krause and Burdick, 2014). Otherwise a launch goes on exploring until its first results come back.
 * Amounts are left to `thompson`.
 */
export const sharpenedThompson: Strategy = (evidence, seed) => {
  if (evidence.kind === 'amount') return thompson(evidence, seed)
  const belief = beliefOf(evidence)
  const columns = new Map<string, Float64Array>()
  return drawnPolicy({
    better: evidence.better,
    columnOf(variantId) {
      const column = columns.get(variantId) ?? drawColumn(belief, variantId, seed)
      columns.set(variantId, column)
      return column
    },
    rowsMaxOf: ids => rowsMaxOf(ids.map(id => isProven(evidence.better, belief, id))),
  })
}

/** One stream a variant: adding another one does not shift these draws. */
function drawColumn({ prior, estimates, pending }: Belief, variantId: string, seed: string): Float64Array {
  const { rate, size } = estimates.get(variantId) ?? UNKNOWN
  const sharpness = SHARPNESS + (SHARPENING * size) / (size + prior.size)
  const foreseen = 1 + (pending.get(variantId) ?? 0) / (prior.size + size)
  const alpha = sharpness * foreseen * (prior.mean * prior.size + rate * size)
  const beta = sharpness * foreseen * ((1 - prior.mean) * prior.size + (1 - rate) * size)
  const random = createRandom(seed, variantId)
  return Float64Array.from({ length: DRAWS }, () => drawBeta(alpha, beta, random))
}

/**
 * Rows that each variant may win. The unproven are kept down only for the sake of proven ones: among nothing
 * but beginners there is nobody to protect. Rounded up, so that all of them together are enough.
 */
function rowsMaxOf(proven: readonly boolean[]): readonly number[] {
  const unproven = proven.includes(true) ? Math.max(1 / proven.length, UNPROVEN_SHARE) : 1
  return proven.map(isProven => (isProven ? DRAWS : Math.ceil(DRAWS * unproven)))
}

function isProven(better: Evidence['better'], { prior, estimates }: Belief, variantId: string): boolean {
  const { successes, size } = estimates.get(variantId) ?? UNKNOWN
  // Where fewer is better, the best would stay unproven; there it counts how many were to be expected.
  return (better === 'higher' ? successes : size * prior.mean) >= PROVEN_SUCCESSES
}
