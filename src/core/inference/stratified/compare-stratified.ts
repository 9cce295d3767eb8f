import type { Kind } from '../alpha.ts'
import { MESSAGES_MIN } from '../gates.ts'
import { type Comparison, compareGroups, type Group } from '../lift.ts'
import type { Stratified, StratifiedSide } from './strata.ts'

export interface StratifiedGroups {
  readonly variant: Group
  readonly other: Group
  /** The time of the comparison in messages: the variance so far, over that of a message. It only grows. */
  readonly time: number
}

/**
 * The two sides as evenly weighted messages that give the same precision. Their ratio is the root of M(R), see
 * `stratify`. Null until each has enough messages over the same time.
 */
export function stratifiedGroups({ variant, other, imbalance }: Stratified): StratifiedGroups | null {
  if (Math.min(variant.messages, other.messages) < MESSAGES_MIN) return null
  if (!(variant.weight > 0 && other.weight > 0)) return null
  const total = Math.max(0, other.total + imbalance)
  return {
    variant: groupOf(variant, variant.weight, variant.total),
    // Both means are over the same number of messages.
    other: groupOf(other, variant.weight, total),
    time: variant.squaredWeight + other.squaredWeight,
  }
}

function groupOf(
  { squaredWeight, squares, weight: own }: StratifiedSide,
  weight: number,
  total: number,
): Group {
  const messages = (weight * weight) / squaredWeight
  return { messages, total: (total / weight) * messages, squares: (squares / own) * messages }
}

export interface StratifiedOptions {
  readonly kind: Kind
  /** The part of the family's probability of error that this comparison may use. */
  readonly alpha: number
  readonly designEffect?: number
}

/**
 * One variant against another over the same time: every R with M(R)² ≤ m(t)² V(R). V(R) is the variance under the
 * tested ratio (Koopman, 1984; Miettinen and Nurminen, 1985). It stays valid at every look, and for any rates and
 * weights that move. If the ratio itself moves, it covers its weighted mean so far. Null if nothing can be said.
 */
export function compareStratified(sums: Stratified, options: StratifiedOptions): Comparison | null {
  const groups = stratifiedGroups(sums)
  return groups && compareGroups(groups.other, groups.variant, { ...options, time: groups.time })
}
