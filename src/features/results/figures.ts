import type { Group } from '../../core/inference/lift.ts'
import { type CustomMetrics, idOfKey, isCustomKey, type KeyMetric } from '../../core/measure/custom-metric.ts'
import { countFor, type KeyMetricRow, metricRow } from '../../core/measure/key-metric.ts'
import { type RateName, usedAs } from '../../core/measure/measures.ts'
import { fromMinorUnits, type KeptDigits } from '../../lib/money.ts'
import { metricFigures, metricSums, poolMetrics } from './metric-figures.ts'
import { COUNT_NAMES, type CountName, type Figures } from './schema/figures.ts'
import type { Denominator } from './schema.ts'
import type { Money, Tally } from './store.ts'

/** Sums of any number of tallies. */
export type Totals = Omit<Tally, 'at' | 'variantId' | 'arm' | 'firstAt'>

/** The settings for reading counts. */
export interface View {
  readonly denominator: Denominator
  readonly currency: string
  readonly currencyDigits: KeptDigits
  readonly metric: KeyMetric
  /** The row of the metric. */
  readonly row: KeyMetricRow
  readonly customMetrics: CustomMetrics
}

/** Rates are per send if the template has any sends, otherwise per decision: some platforms do not report sends. */
export const denominatorOf = (tallies: readonly Tally[]): Denominator =>
  tallies.some(({ sends }) => sends > 0) ? 'sends' : 'decisions'

/** The settings for reading the counts of a template by a metric. */
export function viewOf(
  { currency, currencyDigits }: Pick<View, 'currency' | 'currencyDigits'>,
  { customMetrics }: Pick<View, 'customMetrics'>,
  metric: KeyMetric,
  tallies: readonly Tally[],
): View {
  const row = metricRow({ customMetrics }, metric)
  return { denominator: denominatorOf(tallies), currency, currencyDigits, metric, row, customMetrics }
}

/** Adds tallies. Without tallies, all sums are zero. */
export function pool(tallies: readonly Totals[]): Totals {
  const sum = (of: (tally: Totals) => number) => tallies.reduce((total, tally) => total + of(tally), 0)
  const counts = Object.fromEntries(COUNT_NAMES.map(name => [name, sum(tally => tally[name])])) as Record<
    CountName,
    number
  >
  return {
    ...counts,
    openDecisions: sum(({ openDecisions }) => openDecisions),
    openSends: sum(({ openSends }) => openSends),
    openConversions: sum(({ openConversions }) => openConversions),
    money: poolMoney(tallies.map(({ money }) => money)),
    openMoney: poolMoney(tallies.map(({ openMoney }) => openMoney)),
    metrics: poolMetrics(tallies.map(({ metrics }) => metrics)),
    openMetrics: poolMetrics(tallies.map(({ openMetrics }) => openMetrics)),
  }
}

function poolMoney(monies: readonly Tally['money'][]): Tally['money'] {
  const sumIn = (currency: string, of: keyof Money) =>
    monies.reduce((total, money) => total + (money[currency]?.[of] ?? 0), 0)
  const currencies = [...new Set(monies.flatMap(money => Object.keys(money)))].sort()
  return Object.fromEntries(
    currencies.map(currency => [
      currency,
      {
        amount: sumIn(currency, 'amount'),
        squares: sumIn(currency, 'squares'),
        orders: sumIn(currency, 'orders'),
      },
    ]),
  )
}

const RATES = usedAs('rate')
type Rates = Record<RateName<'rate'>, number | null>

/** Counts with their rates; money in units. */
export function figuresOf(totals: Totals, view: View): Figures {
  const { denominator, currency, currencyDigits } = view
  const {
    openDecisions: _decisions,
    openSends: _sends,
    openConversions: _conversions,
    openMoney: _openMoney,
    openMetrics: _openMetrics,
    money,
    metrics,
    ...counts
  } = totals
  const messages = totals[denominator]
  const perMessage = (sum: number) => (messages === 0 ? null : sum / messages)
  const revenue = fromMinorUnits(money[currency]?.amount ?? 0, currency, currencyDigits)
  return {
    ...counts,
    revenue,
    revenue_by_currency: Object.fromEntries(
      Object.entries(money).map(([code, { amount }]) => [code, fromMinorUnits(amount, code, currencyDigits)]),
    ),
    orders: money[currency]?.orders ?? 0,
    ...(Object.fromEntries(RATES.map(({ rate, count }) => [rate, perMessage(totals[count])])) as Rates),
    revenue_per_send: perMessage(revenue),
    metrics: metricFigures(metrics, view, perMessage),
  }
}

/** The requested metric: a fraction of messages, or an amount per message in its unit. */
export function metricOf(figures: Figures, metric: KeyMetric): number | null {
  if (isCustomKey(metric)) return figures.metrics.find(each => each.metric === metric)?.value ?? null
  return metric === 'revenue' ? figures.revenue_per_send : figures[metric]
}

/** Messages, and the number of them whose window is closed. */
export const sizesOf = (
  totals: Totals,
  { denominator }: Pick<View, 'denominator'>,
): { readonly messages: number; readonly mature: number } => {
  const open = denominator === 'sends' ? totals.openSends : totals.openDecisions
  return { messages: totals[denominator], mature: totals[denominator] - open }
}

/**
 * The totals as inference takes them: messages with the sums of their outcomes; money in minor units.
 * @param isMature whether to leave out messages whose window is open, if the metric has a window
 */
export function groupOf(totals: Totals, view: View, isMature: boolean): Group {
  const { messages, mature } = sizesOf(totals, view)
  const { metric } = view
  if (isCustomKey(metric))
    return {
      messages: isMature ? mature : messages,
      ...metricSums(totals, idOfKey(metric), view.row, isMature),
    }
  if (view.row.kind === 'rate') {
    const total = totals[countFor(metric)] - (isMature ? totals.openConversions : 0)
    return { messages: isMature ? mature : messages, total, squares: total }
  }
  const money = totals.money[view.currency]
  const open = isMature ? totals.openMoney[view.currency] : undefined
  return {
    messages: isMature ? mature : messages,
    total: (money?.amount ?? 0) - (open?.amount ?? 0),
    squares: (money?.squares ?? 0) - (open?.squares ?? 0),
  }
}
