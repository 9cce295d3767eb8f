import { logUnitsOf } from '../../../core/measure/winsorise.ts'
import type { Send } from '../send.ts'
import { placeOf, startOf } from './cohort-changes.ts'
import type { Changed } from './count-changes.ts'
import { type Facts, isEmpty } from './facts.ts'
import { keyedFacts } from './metric-facts.ts'

/**
 * The amount that one message brought in one currency, in minor units. The sum of a custom metric is an amount too: its
 * `currency` is the key of the metric.
 */
export interface MessageAmount extends AmountPlace {
  readonly decisionId: string
  readonly startsAtMs: number
  readonly propensity: number
  readonly personBucket: number
  /** Below zero if more was refunded than the message brought. Null if it is zero. */
  readonly amount: number | null
}

/** The differences that are added to the sums of amounts of one variant, arm, cell and currency. */
export interface AmountChange extends AmountPlace {
  /** Of amounts above zero: only these are orders of a size. */
  readonly count: number
  /** Of all amounts. */
  readonly amount: bigint
  readonly squares: bigint
  /**
   * Sum of the natural logarithms of the amounts above zero, each as a whole number of `LOG_UNIT`; `logSquares` sums their
   * squares.
   */
  readonly logSum: bigint
  readonly logSquares: bigint
}

interface AmountPlace {
  readonly templateId: string
  readonly variantId: string
  readonly arm: string
  readonly cell: string
  readonly currency: string
}

/** The amounts of messages that are new, changed or moved, and the differences of the sums. */
export function amountChanges(changed: readonly Changed[]): {
  readonly messages: readonly MessageAmount[]
  readonly sums: readonly AmountChange[]
} {
  const messages: MessageAmount[] = []
  const sums = new Map<string, AmountChange>()
  for (const { send, before, after } of changed) {
    if (isFree(before) && isFree(after)) continue
    const where = placeOf(send)
    if (!where) continue
    const { isEven: _, ...place } = where
    const [amountsBefore, amountsAfter] = [amountsOf(before), amountsOf(after)]
    for (const currency of new Set([...amountsBefore.keys(), ...amountsAfter.keys()])) {
      const [was = null, is = null] = [amountsBefore.get(currency), amountsAfter.get(currency)]
      if (was === is && isUnmoved(send, before, after)) continue
      messages.push({
        ...{ ...place, currency, decisionId: send.id, amount: is },
        ...{ startsAtMs: startOf(send, after), propensity: send.propensity },
        personBucket: send.personBucket,
      })
      const key = JSON.stringify([Object.values(place), currency])
      const sum = sums.get(key) ?? { ...place, currency, ...NOTHING }
      sums.set(key, add(add(sum, was, -1), is, 1))
    }
  }
  return { messages, sums: [...sums.values()].filter(isChange) }
}

/** The sums of all these amounts. */
export function sumAmounts(
  messages: readonly (AmountPlace & { readonly amount: number })[],
): readonly AmountChange[] {
  const sums = new Map<string, AmountChange>()
  for (const { templateId, variantId, arm, cell, currency, amount } of messages) {
    const key = JSON.stringify([templateId, variantId, arm, cell, currency])
    const sum = sums.get(key) ?? { ...{ templateId, variantId, arm, cell, currency }, ...NOTHING }
    sums.set(key, add(sum, amount, 1))
  }
  return [...sums.values()]
}

const NOTHING = { count: 0, amount: 0n, squares: 0n, logSum: 0n, logSquares: 0n }

const isFree = ({ revenue, metrics }: Facts): boolean => isEmpty(revenue) && isEmpty(metrics)

/** By currency, the amounts that are not zero. */
const amountsOf = ({ revenue, metrics }: Facts): ReadonlyMap<string, number> =>
  new Map(
    [...Object.entries(revenue), ...keyedFacts(metrics)].flatMap(([currency, { amount }]) =>
      amount === 0 ? [] : [[currency, amount] as const],
    ),
  )

const isUnmoved = (send: Send, before: Facts, after: Facts): boolean =>
  startOf(send, before) === startOf(send, after)

function add(sum: AmountChange, amount: number | null, sign: 1 | -1): AmountChange {
  if (amount === null) return sum
  const [signed, exact] = [BigInt(sign), BigInt(amount)]
  const all = { ...sum, amount: sum.amount + signed * exact, squares: sum.squares + signed * exact * exact }
  if (amount < 0) return all
  const log = logOf(amount)
  return {
    ...all,
    count: sum.count + sign,
    logSum: sum.logSum + signed * log,
    logSquares: sum.logSquares + signed * log * log,
  }
}

const logOf = (amount: number): bigint => BigInt(logUnitsOf(amount))

const isChange = ({ count, amount, squares, logSum }: AmountChange): boolean =>
  count !== 0 || amount !== 0n || squares !== 0n || logSum !== 0n
