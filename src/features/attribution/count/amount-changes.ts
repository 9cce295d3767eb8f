import { logUnitsOf } from '../../../core/measure/winsorise.ts'
import type { Send } from '../send.ts'
import { placeOf, startOf } from './cohort-changes.ts'
import type { Changed } from './count-changes.ts'
import type { Facts } from './facts.ts'

/** What one message brought in one currency, if it is more than nothing. Minor units. */
export interface MessageAmount extends AmountPlace {
  readonly decisionId: string
  readonly startsAtMs: number
  readonly propensity: number
  /** Null: no more than nothing, now. */
  readonly amount: number | null
}

/** What the sums of amounts gain and lose in one place. */
export interface AmountChange extends AmountPlace {
  readonly count: number
  readonly amount: bigint
  readonly squares: bigint
  /** Sum of the natural logarithms of the amounts, each in whole units (`LOG_UNIT`), and of the squares of those. */
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

/** Amounts of messages that are new, changed or moved, and the differences in the sums. */
export function amountChanges(changed: readonly Changed[]): {
  readonly messages: readonly MessageAmount[]
  readonly sums: readonly AmountChange[]
} {
  const messages: MessageAmount[] = []
  const sums = new Map<string, AmountChange>()
  for (const { send, before, after } of changed) {
    const where = placeOf(send)
    if (!where) continue
    const { isEven: _, ...place } = where
    for (const currency of new Set([...Object.keys(before.revenue), ...Object.keys(after.revenue)])) {
      const [was, is] = [amountOf(before, currency), amountOf(after, currency)]
      if (was === is && isUnmoved(send, before, after)) continue
      messages.push({
        ...{ ...place, currency, decisionId: send.id, amount: is },
        ...{ startsAtMs: startOf(send, after), propensity: send.propensity },
      })
      const key = JSON.stringify([Object.values(place), currency])
      const sum = sums.get(key) ?? { ...place, currency, ...NOTHING }
      sums.set(key, add(add(sum, was, -1), is, 1))
    }
  }
  return { messages, sums: [...sums.values()].filter(isChange) }
}

/** The sums of amounts, from nothing. */
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

const amountOf = ({ revenue }: Facts, currency: string): number | null => {
  const { amount } = revenue[currency] ?? { amount: 0 }
  return amount > 0 ? amount : null
}

const isUnmoved = (send: Send, before: Facts, after: Facts): boolean =>
  startOf(send, before) === startOf(send, after)

function add(sum: AmountChange, amount: number | null, sign: 1 | -1): AmountChange {
  if (amount === null) return sum
  const [signed, exact, log] = [BigInt(sign), BigInt(amount), logOf(amount)]
  return {
    ...sum,
    count: sum.count + sign,
    amount: sum.amount + signed * exact,
    squares: sum.squares + signed * exact * exact,
    logSum: sum.logSum + signed * log,
    logSquares: sum.logSquares + signed * log * log,
  }
}

const logOf = (amount: number): bigint => BigInt(logUnitsOf(amount))

const isChange = ({ count, amount, squares, logSum }: AmountChange): boolean =>
  count !== 0 || amount !== 0n || squares !== 0n || logSum !== 0n
