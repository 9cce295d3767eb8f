import { heldNearUsual, USUAL_SPREAD } from '../measure/usual-spread.ts'
import { randomEffectsMean, varianceBetween } from '../stats/random-effects.ts'
import type { Group } from './lift.ts'

export interface Prior {
  readonly mean: number
  /** The variance between variants. */
  readonly variance: number
}

/**
 * The distribution of a template's variants: the random-effects mean, and their spread beyond chance (DerSimonian and
 * Laird, 1986), kept near the usual spread. Shrinking to it prevents the best of many from looking better than it is
 * (Dimmery, Bakshy and Sekhon, 2019, https://arxiv.org/abs/1904.12918). The common rate of all messages is nearly the
 * leader's rate, because most messages go to the leader. Around it, a variant with little data would seem to be as
 * good as the leader.
 * @param noise the variance of a single message, given the mean
 * @param scaleOf what the usual spread is a share of, given the mean
 */
export function priorOf(
  groups: readonly Group[],
  noise: (mean: number) => number,
  scaleOf: (mean: number) => number,
): Prior {
  const seen = groups.filter(({ messages }) => messages > 0)
  const sum = (of: (group: Group) => number) => seen.reduce((total, group) => total + of(group), 0)
  const messages = sum(group => group.messages)
  const common = messages === 0 ? 0 : sum(group => group.total) / messages
  const means = seen.map(group => ({ mean: group.total / group.messages, size: group.messages }))
  const usual = (USUAL_SPREAD * scaleOf(common)) ** 2
  const observed = varianceBetween(means, common, noise(common))
  const variance = heldNearUsual(observed, Math.max(0, seen.length - 1), usual)
  const mean = variance > 0 ? randomEffectsMean(means, noise(common), variance) : common
  return { mean, variance }
}
