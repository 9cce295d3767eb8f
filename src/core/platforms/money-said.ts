import { readCurrency } from '../../lib/money.ts'
import type { Event } from '../events/event.ts'
import { type Amount, readAmount } from '../values/amount.ts'
import { currenciesOf } from '../values/currency-sign.ts'
import { isSaid, type Unread, unread } from '../values/unread.ts'
import type { FieldReader } from './field-reader.ts'

/** Where an event may have its amount and its currency, the preferred names first. */
export interface MoneyPlace {
  readonly fields: FieldReader
  readonly amount: readonly string[]
  readonly currency: readonly string[]
}

export type Money = Pick<Event, 'value' | 'currency' | 'currencies' | 'unread'>

/** The fields of a refund that say how much was given back. The total of an order comes last. */
export const REFUND_AMOUNTS = [
  ...[
    'refund_amount',
    'refundAmount',
    'refunded_amount',
    'refundedAmount',
    'amount_refunded',
    'amountRefunded',
  ],
  ...['refund_total', 'total_refunded', 'value', 'revenue', 'amount', 'total'],
] as const

export const NO_MONEY: Money = { value: null, currency: null, currencies: null, unread: [] }

/**
 * The money of an event. An amount whose currency cannot be read, or is another one than its own sign, is not read,
 * because it would count in the wrong currency.
 */
export function readMoney(places: readonly MoneyPlace[]): Money {
  const said = findCurrency(places)
  if (said?.codes === null) return { ...NO_MONEY, unread: [unread('currency', said.name, said.value)] }
  const found = findAmount(places)
  if (found === undefined) return { ...NO_MONEY, currency: only(said?.codes) }
  const { amount, name, value } = found
  const codes = both(amount?.currencies, said?.codes)
  if (amount === null || codes?.length === 0)
    return { ...NO_MONEY, currency: only(said?.codes), unread: [unread('amount', name, value)] }
  found.fields.take([name], keep)
  said?.fields.take([said.name], keep)
  const currency = only(codes)
  return { value: amount.value, currency, currencies: currency === null ? (codes ?? null) : null, unread: [] }
}

const keep = (value: unknown): unknown => value ?? null
const only = (codes: readonly string[] | undefined): string | null =>
  codes?.length === 1 ? (codes[0] ?? null) : null

function both(
  left: readonly string[] | undefined,
  right: readonly string[] | undefined,
): readonly string[] | undefined {
  return left === undefined || right === undefined
    ? (left ?? right)
    : left.filter(code => right.includes(code))
}

/** The first value that can be read, else the first that is there. */
function findAmount(places: readonly MoneyPlace[]) {
  let first: { fields: FieldReader; name: string; value: unknown; amount: Amount | null } | undefined
  for (const { fields, amount: names } of places) {
    for (const name of names) {
      const value = fields.peek(name)
      if (!isSaid(value)) continue
      const found = { fields, name, value, amount: readAmount(value) }
      if (found.amount !== null) return found
      first ??= found
    }
  }
  return first
}

/** The currency that the sender names: a code, or a sign such as €. Its codes are null if it is none. */
function findCurrency(places: readonly MoneyPlace[]) {
  for (const { fields, currency: names } of places) {
    for (const name of names) {
      const value = fields.peek(name)
      if (!isSaid(value)) continue
      const code = readCurrency(value)
      const codes = code === null ? signOf(value) : [code]
      return { fields, name, value, codes: codes ?? null }
    }
  }
  return undefined
}

const signOf = (value: unknown): readonly string[] | undefined =>
  typeof value === 'string' ? currenciesOf(value.trim()) : undefined

/** Whether the event comes with an amount, readable or not. Text without a digit is none. */
export const hasAmount = ({ value, unread }: Money): boolean =>
  value !== null || unread.some((each: Unread) => each.what === 'amount' && /\d/.test(each.text))
