import { fromMinorUnits, type KeptDigits } from '../../lib/money.ts'
import { PLAIN_DIGITS } from './custom-metric.ts'
import type { KeyMetricRow } from './key-metric.ts'

/** The money of an organisation. */
export interface OrgMoney {
  readonly currency: string
  readonly currencyDigits: KeptDigits
}

/** A value of a metric in its unit: a fraction of messages, money in units of its currency, or a plain number. */
export function inUnitOf(
  { kind, unit }: Pick<KeyMetricRow, 'kind' | 'unit'>,
  value: number,
  { currency, currencyDigits }: OrgMoney,
): number {
  if (kind === 'rate') return value
  if (unit === 'plain') return value / 10 ** PLAIN_DIGITS
  return fromMinorUnits(value, unit === 'money' ? currency : unit.currency, currencyDigits)
}

/** The currency of a metric; null if it is no money. */
export function currencyOf(
  { kind, unit }: Pick<KeyMetricRow, 'kind' | 'unit'>,
  ofOrg: string,
): string | null {
  if (kind === 'rate' || unit === 'plain') return null
  return unit === 'money' ? ofOrg : unit.currency
}
