import { heldNearUsual, USUAL_SPREAD } from '../measure/usual-spread.ts'
import type { Group } from './lift.ts'

export interface Prior {
  readonly mean: number
  /** The variance between variants. */
  readonly variance: number
}

/**
 * The distribution of a template's variants, by the method of moments: their spread beyond chance (DerSimonian and
 * Laird, 1986). Shrinking to it prevents the best of many from looking better than it is (Dimmery, Bakshy and
 * Sekhon, 2019, https://arxiv.org/abs/1904.12918).
 * @param noise the variance of a single message, given the mean
 */
export function priorOf(groups: readonly Group[], noise: (mean: number) => number): Prior {
  const seen = groups.filter(({ messages }) => messages > 0)
  const sum = (of: (group: Group) => number) => seen.reduce((total, group) => total + of(group), 0)
  const messages = sum(group => group.messages)
  const mean = messages === 0 ? 0 : sum(group => group.total) / messages
  const usual = (USUAL_SPREAD * mean) ** 2
  const squares = sum(group => group.messages * (group.total / group.messages - mean) ** 2)
  const degrees = seen.length - 1
  const lever = messages - sum(group => group.messages ** 2) / Math.max(1, messages)
  const observed = degrees > 0 && lever > 0 ? Math.max(0, (squares - degrees * noise(mean)) / lever) : 0
  return { mean, variance: heldNearUsual(observed, Math.max(0, degrees), usual) }
}
