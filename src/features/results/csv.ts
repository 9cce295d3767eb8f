import { usedAs } from '../../core/measure/measures.ts'
import { type Cell, csvLine } from '../../lib/csv.ts'
import { COUNT_NAMES } from './schema/figures.ts'
import type { VariantResult } from './schema/variant.ts'
import type { Results } from './schema.ts'
import type { Series, SeriesTable } from './series/series-schema.ts'

/** The variants as a table: RFC 4180, one row a variant, with a header. Unknown values are empty cells. */
export function csvOf({
  variants,
  currency,
  denominator,
  amounts,
}: Pick<Results, 'variants' | 'currency' | 'denominator' | 'amounts'>): string {
  const metrics = [...new Set(variants.flatMap(variant => variant.metrics.map(({ metric }) => metric)))]
  const names = [...COLUMN_NAMES, ...metrics.flatMap(metric => [metric, `${metric}:per_message`])]
  const about = { currency, denominator, amounts_capped_at: amounts?.capped_at ?? null }
  const rows = variants.map(variant => columnsOf(names, variant, about))
  return tableOf(names, rows)
}

/** The points of a series as a table. Times are ISO 8601, UTC; unknown values are empty cells. */
export function seriesCsvOf({ buckets, lift, allocations, metric }: Series, table: SeriesTable): string {
  if (table === 'lift') {
    const rows = lift.map(({ at, relative, interval, maturing_share }) => [
      at,
      relative,
      interval?.[0] ?? null,
      interval?.[1] ?? null,
      maturing_share,
    ])
    return tableOf(['at', 'relative', 'interval_low', 'interval_high', 'maturing_share'], rows)
  }
  if (table === 'traffic') {
    const rows = allocations.flatMap(({ at, weights, traffic, reason }) =>
      Object.entries(traffic ?? weights).map(([id, share]) => [at, id, share, weights[id] ?? null, reason]),
    )
    return tableOf(['at', 'id', 'traffic', 'weight', 'reason'], rows)
  }
  const counts = usedAs('series').map(({ count }) => count)
  const rows = buckets.flatMap(({ at, variants }) =>
    variants.map(figures => [
      ...[at, figures.id, figures.decisions, ...counts.map(name => figures[name])],
      ...[figures.revenue, metric, figures.rate],
    ]),
  )
  return tableOf(['at', 'id', 'decisions', ...counts, 'revenue', 'metric', 'rate'], rows)
}

/** RFC 4180, with a header. */
export function tableOf(names: readonly string[], rows: readonly (readonly Cell[])[]): string {
  return [names, ...rows].map(csvLine).join('')
}

const COLUMN_NAMES: readonly string[] = [
  'id',
  'name',
  'control',
  'status',
  'themes',
  'allocation',
  'traffic',
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
  'lift',
  'lift_low',
  'lift_high',
  'beats_control',
  'estimate_since',
  'compared_since',
  'compared_estimate',
  'compared_low',
  'compared_high',
  'interval_missing',
  'amounts_capped_at',
]

function columnsOf(
  names: readonly string[],
  variant: VariantResult,
  about: Readonly<Record<string, Cell>>,
): readonly Cell[] {
  const others = Object.entries(variant.revenue_by_currency).map(([code, amount]) => `${code} ${amount}`)
  const values: Readonly<Record<string, Cell | undefined>> = {
    ...variant,
    themes: variant.themes.join('; '),
    revenue_by_currency: others.join('; '),
    interval: null,
    compared: null,
    compared_since: variant.compared?.since ?? null,
    compared_estimate: variant.compared?.estimate ?? null,
    compared_low: variant.compared?.interval[0] ?? null,
    compared_high: variant.compared?.interval[1] ?? null,
    lift: variant.lift?.relative ?? null,
    lift_low: variant.lift?.interval[0] ?? null,
    lift_high: variant.lift?.interval[1] ?? null,
    beats_control: variant.lift?.beats_control ?? null,
    blocked: variant.blocked?.reason ?? null,
    metrics: null,
    ...metricColumns(variant),
    interval_low: variant.interval?.[0] ?? null,
    interval_high: variant.interval?.[1] ?? null,
    ...about,
  }
  return names.map(name => values[name] ?? null)
}

/** Each custom metric has its total and its value per message. */
const metricColumns = ({ metrics }: VariantResult): Readonly<Record<string, Cell>> =>
  Object.fromEntries(
    metrics.flatMap(({ metric, total, value }) => [
      [metric, total],
      [`${metric}:per_message`, value],
    ]),
  )
