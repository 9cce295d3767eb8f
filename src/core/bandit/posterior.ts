import { betaInterval, type Interval, normalInterval } from '../stats/credible-interval.ts'
import { drawBeta } from '../stats/draw/draw-beta.ts'
import { drawNormal } from '../stats/draw/draw-normal.ts'
import type { Random } from '../stats/draw/random.ts'
import type { Evidence, Reward } from './bandit.ts'

/** The posterior of the rate, or of the mean amount per message, of one variant. */
export interface Posterior {
  draw(random: Random): number
  /** The central credible interval. @param level such as 0.95 */
  interval(level: number): Interval
}

/** The posterior of one reward, given all rewards. A reward without trials gives the prior. */
export const posteriorOf = (evidence: Evidence): ((reward: Reward) => Posterior) =>
  evidence.kind === 'rate' ? ratePosterior : amountPosterior(evidence.rewards)

/** Beta(1 + s, 1 + n - s): the prior is uniform. */
function ratePosterior({ trials, successes }: Reward): Posterior {
  const alpha = 1 + successes
  // Reports of successes can arrive before reports of sends.
  const beta = 1 + Math.max(0, trials - successes)
  return {
    draw: random => drawBeta(alpha, beta, random),
    interval: level => betaInterval(alpha, beta, level),
  }
}

// The prior has the weight of one message (unit information: Kass and Wasserman, 1995).
const PRIOR_MESSAGES = 1

/**
 * Normal with a known variance s², that of a single message: the mean is N((m + S) / (1 + n), s² / (1 + n)) for a sum
 * S over n messages and the average m over all variants. The variance is pooled too. The own variance of a variant
 * without orders would be zero, and the variant would look either worthless or extremely good with certainty.
 */
function amountPosterior(rewards: readonly Reward[]): (reward: Reward) => Posterior {
  const total = (of: (reward: Reward) => number) => rewards.reduce((sum, reward) => sum + of(reward), 0)
  const trials = total(reward => reward.trials)
  const priorMean = trials === 0 ? 0 : total(reward => reward.sum) / trials
  const variance = trials === 0 ? 0 : total(reward => reward.sumOfSquares) / trials - priorMean ** 2
  // If all messages have the same amount, the variance does not matter, because variants then do not differ.
  const spread = variance > 0 ? Math.sqrt(variance) : 1
  return reward => {
    const weight = PRIOR_MESSAGES + reward.trials
    const mean = (PRIOR_MESSAGES * priorMean + reward.sum) / weight
    const deviation = spread / Math.sqrt(weight)
    return {
      draw: random => mean + deviation * drawNormal(random),
      interval: level => normalInterval(mean, deviation, level),
    }
  }
}
