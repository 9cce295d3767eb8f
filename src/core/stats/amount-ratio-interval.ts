import type { Interval } from './credible-interval.ts'
import { ratioInterval } from './ratio-interval.ts'

/** The amounts of some messages, most of which may be zero. */
export interface Amounts {
  readonly messages: number
  readonly mean: number
  /** The variance of a single message. */
  readonly variance: number
}

/**
 * The effective number of orders that the denominator needs (Kish: the squared sum over the sum of squares). With fewer, one
 * large order decides its mean, which is far from normal: the ratio then seems small far too often.
 */
const ORDERS_MIN = 5

/**
 * An interval for the ratio of two mean amounts: every R for which numerator - R · denominator is within `multiplier`
 * of its own standard errors of zero. As in `rateRatioInterval`, the error is that of the tested ratio and not of the
 * observed luck: the variances of the two are R · v and v, as if orders came R times as often, with the v that fits
 * both best. So a group without orders has no variance of zero, and the interval has an upper end as soon as the
 * denominator has enough orders. At R = 1 it asks whether the two differ, with the variance of both together.
 * @returns the upper end is infinity if the denominator may be zero or has too few orders; undefined if nothing is known: a mean is
 *   negative, or no message differs from another
 */
export function amountRatioInterval(
  numerator: Amounts,
  denominator: Amounts,
  multiplier: number,
): Interval | undefined {
  const { messages: n1, mean: m1, variance: v1 } = numerator
  const { messages: n0, mean: m0, variance: v0 } = denominator
  if (!(n1 > 0 && n0 > 0 && m1 >= 0 && m0 >= 0 && v1 + v0 > 0)) return undefined
  const orders = (n0 * m0 * m0) / (v0 + m0 * m0)
  if (!Number.isFinite(multiplier) || !(orders >= ORDERS_MIN)) return [0, Number.POSITIVE_INFINITY]
  return ratioInterval(m0 > 0 ? m1 / m0 : Number.POSITIVE_INFINITY, ratio => {
    const variance = (n1 * v1 + n0 * v0) / (ratio * n1 + n0)
    const error = Math.sqrt(variance * (ratio / n1 + (ratio * ratio) / n0))
    return Math.abs(m1 - ratio * m0) / error - multiplier
  })
}
