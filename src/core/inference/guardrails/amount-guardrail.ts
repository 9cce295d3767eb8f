import type { Better } from '../../measure/measures.ts'
import { normalCdf } from '../../stats/normal-cdf.ts'
import { ALPHA, intervalMultiplier } from '../alpha.ts'

/** The amounts of some messages. */
export interface GuardedAmounts {
  readonly messages: number
  /** Messages with an amount. */
  readonly count: number
  readonly sum: number
  readonly sumOfSquares: number
}

/** Fewer messages with an amount, over both sides, say nothing: their mean is not near a normal distribution. */
const COUNT_MIN = 20

/**
 * The probability that a variant's mean amount a message is worse than that of others by more than the margin. Both
 * means get the same prior, the common mean of the whole template, and the variance of its messages. Amounts vary so much
 * that a look now and then would be sure of anything, so it is 0 until the confidence sequence leaves out that the
 * variant is no worse.
 * @param priorCount the weight of the prior, in messages with an amount
 * @param margin a share of the others' mean
 */
export function chanceOfWorseAmount(
  own: GuardedAmounts,
  others: GuardedAmounts,
  everything: GuardedAmounts,
  {
    better,
    margin,
    priorCount,
  }: { readonly better: Better; readonly margin: number; readonly priorCount: number },
): number {
  if (own.count + others.count < COUNT_MIN || everything.messages === 0) return 0
  const mean = everything.sum / everything.messages
  const variance = everything.sumOfSquares / everything.messages - mean ** 2
  if (!(variance > 0)) return 0
  const prior = (priorCount * everything.messages) / everything.count
  const believed = ({ messages, sum }: GuardedAmounts) => (sum + prior * mean) / (messages + prior)
  const [mine, theirs] = [believed(own), believed(others)]
  const harm = (better === 'lower' ? mine - theirs : theirs - mine) - margin * Math.abs(theirs)
  const error = Math.sqrt(variance / (own.messages + prior) + variance / (others.messages + prior))
  const isOpen = harm <= intervalMultiplier(own.messages + others.messages, ALPHA) * error
  return isOpen ? 0 : normalCdf(harm / error)
}

/** The sums of several sets of messages. */
export const totalAmounts = (all: readonly GuardedAmounts[]): GuardedAmounts => {
  const total = (of: (amounts: GuardedAmounts) => number) =>
    all.reduce((sum, amounts) => sum + of(amounts), 0)
  return {
    messages: total(({ messages }) => messages),
    count: total(({ count }) => count),
    sum: total(({ sum }) => sum),
    sumOfSquares: total(({ sumOfSquares }) => sumOfSquares),
  }
}
