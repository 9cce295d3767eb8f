import type { Group } from './lift.ts'

/**
 * True click rates of the variants of one test differ by 24.5 % of their mean in the median of 3,814
 * published headline tests (Upworthy Research Archive, exploratory part). What few variants show of their
 * own spread is mixed with it, as if two more variants had been seen.
 */
const USUAL_SPREAD = 0.25
const USUAL_WORTH = 2

export interface Prior {
  readonly mean: number
  /** Between variants. */
  readonly variance: number
}

/**
 * What the variants of a template together say of any one of them, by the method of moments: their spread
 * beyond what chance alone explains (DerSimonian and Laird, 1986). Shrinking to it keeps the best of many
 * from looking better than it is (Dimmery, Bakshy and Sekhon, 2019, https://arxiv.org/abs/1904.12918).
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
  const worth = Math.max(0, degrees)
  return { mean, variance: (worth * observed + USUAL_WORTH * usual) / (worth + USUAL_WORTH) }
}
