import { drawBeta } from '../stats/draw-beta.ts'
import { createRandom } from '../stats/random.ts'
import { sampleQuantile } from '../stats/sample-quantile.ts'
import type { Evidence } from './bandit.ts'
import { beliefOf } from './belief.ts'

const DRAWS = 2048

export interface ValueRemaining {
  /** The variant with the best expected rate. */
  readonly leader: string
  /** With 95 % probability no other variant is better than the leader by more than this share of its rate. */
  readonly share: number
}

/** Below this share there is nothing left to learn that is worth a message: propose shipping the leader. */
export const WORTH_SHIPPING = 0.01

/**
 * What the best variant may still be better by than the leader, as a share of the leader's rate: the 95th
 * percentile of (best − leader) / leader over the beliefs as wide as they are, not sharpened (Scott, 2015).
 * @param eligible at least one variant id
 * @param seed names the stream of random numbers
 */
export function valueRemaining(
  evidence: Evidence,
  eligible: readonly string[],
  seed: string,
): ValueRemaining {
  const { prior, estimates } = beliefOf(evidence)
  const beliefs = eligible.toSorted().map(id => {
    const { rate, size } = estimates.get(id) ?? { rate: 0, size: 0 }
    const alpha = prior.mean * prior.size + rate * size
    const beta = (1 - prior.mean) * prior.size + (1 - rate) * size
    const random = createRandom(seed, 'value remaining', id)
    const draws = Float64Array.from({ length: DRAWS }, () => drawBeta(alpha, beta, random))
    return { id, mean: alpha / (alpha + beta), draws }
  })
  const sign = evidence.better === 'higher' ? 1 : -1
  const leader = beliefs.reduce((best, belief) => (sign * (belief.mean - best.mean) > 0 ? belief : best))
  const gains = leader.draws.map((own, row) => {
    const best = beliefs.reduce((gain, { draws }) => Math.max(gain, sign * ((draws[row] ?? own) - own)), 0)
    return best / own
  })
  return { leader: leader.id, share: sampleQuantile(gains, 0.95) }
}
