import { type KeptDigits, toMinorUnits } from '../../lib/money.ts'
import type { Event, EventType } from '../events/event.ts'
import { type CustomMetric, type CustomMetrics, PLAIN_DIGITS } from '../measure/custom-metric.ts'
import { readAmount } from '../values/amount.ts'
import { readPath } from './path.ts'

/** Larger amounts, in whole units of storage, are treated as mistakes, as those of money are. */
const AMOUNT_MAX = 1e13

/** Events about no message, and refunds: these take back what a purchase brought. */
const NEVER: readonly EventType[] = ['refund', 'handshake', 'user_deletion', 'ignored', 'control']

interface Reading {
  readonly metrics: CustomMetrics
  /** The amount of money that counts, in minor units, with its currency. */
  readonly money: { readonly amountMinor: number | null; readonly currency: string | null }
  readonly currencyDigits: KeptDigits
  /** The item as it was sent; only called if a metric needs a field that is not among the properties. */
  readonly wholeItem: () => unknown
}

/**
 * The custom metrics that an event belongs to, by id, each with the event's amount: minor units of the metric's currency,
 * or thousandths. The amount of a rate is 0, and so is one that cannot be read. Null if there are none.
 * @param event after the mapping
 */
export function metricAmounts(event: Event, reading: Reading): Readonly<Record<string, number>> | null {
  // Nearly every organisation has none, and this is called for every event.
  if (reading.metrics.size === 0 || NEVER.includes(event.type) || event.machine === true) return null
  const called = (event.name ?? event.type).toLowerCase()
  const own = [...reading.metrics.values()].filter(({ events }) =>
    events.some(name => name.toLowerCase() === called),
  )
  if (own.length === 0) return null
  return Object.fromEntries(own.map(metric => [metric.id, amountOf(metric, event, reading)]))
}

function amountOf(
  { kind, valueField, currency }: CustomMetric,
  { properties }: Event,
  { money, currencyDigits, wholeItem }: Reading,
): number {
  if (kind === 'rate') return 0
  if (valueField === null) return money.currency === currency ? (money.amountMinor ?? 0) : 0
  const read = readAmount(readPath(properties, valueField) ?? readPath(wholeItem(), valueField))
  if (read === null) return 0
  if (currency === null) return plainUnits(read.value)
  // An amount that names another currency is not added to this one.
  const isOther = read.currencies !== undefined && !read.currencies.includes(currency)
  return isOther ? 0 : (toMinorUnits(read.value, currency, currencyDigits) ?? 0)
}

function plainUnits(value: number): number {
  const units = Math.round(Number((value * 10 ** PLAIN_DIGITS).toPrecision(15))) + 0
  return Math.abs(units) <= AMOUNT_MAX ? units : 0
}
