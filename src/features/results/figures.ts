import type { Group } from '../../core/inference/lift.ts'
import { KEY_METRICS } from '../../core/measure/key-metric.ts'
import { fromMinorUnits, type KeptDigits } from '../../lib/money.ts'
import { COUNT_NAMES, type CountName, type Denominator, type Figures, type KeyMetric } from './schema.ts'
import type { Money, Tally } from './store.ts'

/** Sums of any number of tallies. */
export type Totals = Omit<Tally, 'at' | 'variantId' | 'arm' | 'firstAt'>

/** How counts are read. */
export interface View {
  readonly denominator: Denominator
  readonly currency: string
  readonly currencyDigits: KeptDigits
  readonly metric: KeyMetric
}

/** Rates are per send where the template has any, else per decision: the platform may not report sends. */
export const denominatorOf = (tallies: readonly Tally[]): Denominator =>
  tallies.some(({ sends }) => sends > 0) ? 'sends' : 'decisions'

/** Adds tallies up. None give zeros. */
export function pool(tallies: readonly Tally[]): Totals {
  const sum = (of: (tally: Tally) => number) => tallies.reduce((total, tally) => total + of(tally), 0)
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

/** Counts with their rates; money in units. */
export function figuresOf(
  totals: Totals,
  { denominator, currency, currencyDigits }: Omit<View, 'metric'>,
): Figures {
  const {
    openDecisions: _decisions,
    openSends: _sends,
    openConversions: _conversions,
    openMoney: _openMoney,
    money,
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
    open_rate: perMessage(totals.opens),
    click_rate: perMessage(totals.clicks),
    conversion_rate: perMessage(totals.conversions),
    unsubscribe_rate: perMessage(totals.unsubscribes),
    revenue_per_send: perMessage(revenue),
  }
}

/** The metric asked for, out of the figures: a fraction of messages, or revenue per message in units. */
export const metricOf = (figures: Figures, metric: KeyMetric): number | null =>
  metric === 'revenue' ? figures.revenue_per_send : figures[metric]

/** Messages, and of these the ones whose window is closed. */
export const sizesOf = (
  totals: Totals,
  { denominator }: Pick<View, 'denominator'>,
): { readonly messages: number; readonly mature: number } => {
  const open = denominator === 'sends' ? totals.openSends : totals.openDecisions
  return { messages: totals[denominator], mature: totals[denominator] - open }
}

/**
 * The totals as what inference takes: messages with the sums of their outcomes; money in minor units.
 * @param isMature whether to leave out messages whose window is open, for a metric that has one
 */
export function groupOf(totals: Totals, view: View, isMature: boolean): Group {
  const { messages, mature } = sizesOf(totals, view)
  const { kind, counted } = KEY_METRICS[view.metric]
  if (kind === 'rate') {
    const total = totals[counted] - (isMature ? totals.openConversions : 0)
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
