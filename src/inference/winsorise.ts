import { type ArmSums, addSums, sumsOfMessage } from './sums.ts'

/** The share of orders that stay as they are. */
const KEPT = 0.995

/** A message whose amount is among the largest; kept one by one, per variant. */
export interface LargeAmount {
  readonly amount: number
  /** The propensity logged with its decision. */
  readonly propensity: number
}

/** An amount per message, and what is needed to cap it afterwards. */
export interface AmountSums {
  readonly sums: ArmSums
  /** Messages with an amount above zero. */
  readonly orders: number
  /** Every message of the variant with an amount of at least the tail's beginning. */
  readonly tail: readonly LargeAmount[]
}

/**
 * The amount that all larger ones are taken for: the 99.5th percentile of all orders of all variants
 * together. A cap of each one's own would cut most off the variant with the best customers. The tails must
 * hold at least the largest half per cent of all orders; where they hold fewer, their smallest is the cap.
 * @returns infinity when so few orders are known that none is beyond the percentile
 */
export function pooledCap(variants: readonly Pick<AmountSums, 'orders' | 'tail'>[]): number {
  const orders = variants.reduce((sum, variant) => sum + variant.orders, 0)
  const above = Math.floor((1 - KEPT) * orders)
  if (above === 0) return Number.POSITIVE_INFINITY
  const largest = variants.flatMap(({ tail }) => tail.map(({ amount }) => amount)).sort((a, b) => b - a)
  // The largest that is not above: as many as `above` are cut down to it.
  return largest[Math.min(above, largest.length - 1)] ?? Number.POSITIVE_INFINITY
}

/** The sums as they would be, had no message brought more than `cap`. */
export function winsorise({ sums, tail }: AmountSums, cap: number): ArmSums {
  return tail
    .filter(({ amount }) => amount > cap)
    .reduce((capped, { amount, propensity }) => {
      const [cut, whole] = [sumsOfMessage(propensity, cap), sumsOfMessage(propensity, amount)]
      return addSums(capped, difference(cut, whole))
    }, sums)
}

/** The same message with another outcome: what has to be added. */
function difference(a: ArmSums, b: ArmSums): ArmSums {
  const [p, q] = [a.outcome, b.outcome]
  return {
    messages: 0,
    inverse: 0,
    inverseRoot: 0,
    inverseSquare: 0,
    outcome: {
      total: p.total - q.total,
      squares: p.squares - q.squares,
      inverse: p.inverse - q.inverse,
      inverseRoot: p.inverseRoot - q.inverseRoot,
      inverseSquare: p.inverseSquare - q.inverseSquare,
      squaresInverse: p.squaresInverse - q.squaresInverse,
      squaresInverseSquare: p.squaresInverseSquare - q.squaresInverseSquare,
    },
  }
}
