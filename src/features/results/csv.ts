import { usedAs } from '../../core/measure/measures.ts'
import { type Cell, writeCsv } from '../../lib/csv.ts'
import { COUNT_NAMES, type Results, type VariantResult } from './schema.ts'

/** The variants as a table: RFC 4180, one row a variant, with a header. Unknown values are empty cells. */
export function csvOf({
  variants,
  currency,
  denominator,
}: Pick<Results, 'variants' | 'currency' | 'denominator'>): string {
  return writeCsv([COLUMN_NAMES, ...variants.map(variant => columnsOf(variant, currency, denominator))])
}

const COLUMN_NAMES: readonly string[] = [
  'id',
  'name',
  'control',
  'status',
  'themes',
  'allocation',
  ...COUNT_NAMES,
  'currency',
  'revenue',
  'revenue_by_currency',
  'orders',
  'denominator',
  ...usedAs('rate').map(({ rate }) => rate),
  'revenue_per_send',
  'maturing',
  'interval_low',
  'interval_high',
  'chance_to_beat_control',
  'chance_to_be_best',
  'estimate',
  'effective_messages',
  'blocked',
]

function columnsOf(variant: VariantResult, currency: string, denominator: string): readonly Cell[] {
  const others = Object.entries(variant.revenue_by_currency).map(([code, amount]) => `${code} ${amount}`)
  const values: Readonly<Record<string, Cell | undefined>> = {
    ...variant,
    themes: variant.themes.join('; '),
    revenue_by_currency: others.join('; '),
    interval: null,
    compared: null,
    blocked: variant.blocked?.reason ?? null,
    interval_low: variant.interval?.[0] ?? null,
    interval_high: variant.interval?.[1] ?? null,
    currency,
    denominator,
  }
  return COLUMN_NAMES.map(name => values[name] ?? null)
}
