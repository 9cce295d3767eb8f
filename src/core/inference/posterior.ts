import type { Kind } from './alpha.ts'
import { type Group, varianceOf } from './lift.ts'
import { priorOf } from './shrink.ts'

/**
 * What is known about the mean of a group, as a density over a scale: its logarithm is slope · t - weight · curve(t),
 * plus a constant. The scale is one on which the density is near normal.
 */
export interface Posterior {
  /** The slope below and above zero. */
  readonly slopes: readonly [below: number, above: number]
  readonly weight: number
  /** The highest point of the density, and about how far it reaches from there. */
  readonly centre: number
  readonly deviation: number
}

export interface PosteriorFamily {
  readonly of: (group: Group) => Posterior
  readonly curve: (t: number) => number
  /** The mean itself; it rises with t. */
  readonly valueOf: (t: number) => number
}

/** The posteriors of groups that share a prior. The prior prevents one of many groups from winning by luck. */
export const posteriorsOf = (groups: readonly Group[], kind: Kind): PosteriorFamily =>
  kind === 'rate' ? ratesOf(groups) : amountsOf(groups)

/**
 * Beta with the prior's mean and spread (its weight in messages is m0 = mean (1 - mean) / variance - 1), over the
 * log odds.
 */
function ratesOf(groups: readonly Group[]): PosteriorFamily {
  // Reports of successes can arrive before reports of sends.
  const possible = groups.map(group => ({ ...group, total: Math.min(group.total, group.messages) }))
  const { mean, variance } = priorOf(
    possible,
    rate => rate * (1 - rate),
    rate => Math.min(rate, 1 - rate),
  )
  const total = possible.reduce((sum, { messages }) => sum + messages, 0)
  // Avoids a rate of exactly 0 or 1: half a success and half a failure are added.
  const centre = (mean * total + 0.5) / (total + 1)
  // Without a success, or without a failure, the spread is unknown.
  const isSpreadKnown = total * Math.min(mean, 1 - mean) >= 0.5
  const worth = isSpreadKnown ? Math.max(1, (centre * (1 - centre)) / variance - 1) : 1
  return {
    of({ messages, total: successes }) {
      const alpha = centre * worth + Math.min(successes, messages)
      const beta = (1 - centre) * worth + Math.max(0, messages - successes)
      // The variance of the log odds is trigamma(alpha) + trigamma(beta), and trigamma(a) is below 1/a + 1/a².
      const deviation = Math.sqrt(1 / alpha + 1 / alpha ** 2 + 1 / beta + 1 / beta ** 2)
      // The logarithm of the density is alpha · t - (alpha + beta) · log(1 + exp(t)). Written from the side of zero on
      // which t is, no large numbers cancel out.
      return { slopes: [alpha, -beta], weight: alpha + beta, centre: Math.log(alpha / beta), deviation }
    },
    curve: t => Math.log1p(Math.exp(-Math.abs(t))),
    valueOf: t => 1 / (1 + Math.exp(-t)),
  }
}

/**
 * Normal with the variance of a message over all groups, because a variant without orders has no variance of its
 * own. The scale starts at the prior's mean.
 */
function amountsOf(groups: readonly Group[]): PosteriorFamily {
  const sum = (of: (group: Group) => number) => groups.reduce((all, group) => all + of(group), 0)
  const pooled = {
    messages: sum(group => group.messages),
    total: sum(group => group.total),
    squares: sum(group => group.squares),
  }
  // If all messages have the same value, any spread works: nothing else differs.
  const noise = varianceOf(pooled) || 1
  const prior = priorOf(
    groups,
    () => noise,
    mean => mean,
  )
  const precision = prior.variance > 0 ? 1 / prior.variance : 1 / noise
  return {
    of({ messages, total }) {
      const slope = (total - messages * prior.mean) / noise
      const weight = precision + messages / noise
      return { slopes: [slope, slope], weight, centre: slope / weight, deviation: 1 / Math.sqrt(weight) }
    },
    curve: t => (t * t) / 2,
    valueOf: t => prior.mean + t,
  }
}
