import { total } from '../../../lib/total.ts'

/**
 * The messages of one group of the experiment by bucket of people: a person is in one bucket, so buckets are independent of
 * each other whatever the messages of one person have in common.
 */
export interface BucketedGroup {
  /** The number of messages in each bucket. */
  readonly messages: readonly number[]
  /** Σ y in each bucket: successes, or an amount. The same order. */
  readonly totals: readonly number[]
  /** The variance of a single message; undefined for a rate p, which has p (1 - p). */
  readonly variance?: number
}

/**
 * The design effect (Kish, 1965): how many times larger the variance of a mean is than that of as many messages to
 * different people. Sums by bucket show it: Σ (y_b - p n_b)² over the buckets of a group, divided by n p (1 - p), for both
 * groups together. If people get one message each, or their messages have nothing in common, it is 1 but for luck; values
 * below 1 are luck and count as 1.
 *
 * Both groups together, because few people can decide: with a hundred scanners that click everything, a tenth of them in
 * control, control alone would know its own variance from ten people.
 */
export function designEffect(groups: readonly BucketedGroup[]): number {
  const parts = groups.map(partOf)
  const expected = total(parts.map(part => part.expected))
  return expected > 0 ? Math.max(1, total(parts.map(part => part.observed)) / expected) : 1
}

const NOTHING = { observed: 0, expected: 0 }

function partOf({ messages, totals, variance }: BucketedGroup): typeof NOTHING {
  const [count, sum] = [total(messages), total(totals)]
  const buckets = messages.filter(own => own > 0).length
  if (buckets < 2) return NOTHING
  const mean = sum / count
  const squares = total(messages.map((own, at) => ((totals[at] ?? 0) - mean * own) ** 2))
  // One degree of freedom is spent on the mean.
  const observed = (squares * buckets) / (buckets - 1)
  return { observed, expected: count * Math.max(0, variance ?? mean * (1 - mean)) }
}
