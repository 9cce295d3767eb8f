import type { Group } from '../../core/inference/lift.ts'
import { countFor, KEY_METRICS, type KeyMetric } from '../../core/measure/key-metric.ts'
import { type RateName, usedAs } from '../../core/measure/measures.ts'
import { fromMinorUnits, type KeptDigits } from '../../lib/money.ts'
import { COUNT_NAMES, type CountName, type Denominator, type Figures } from './schema.ts'
import type { Money, Tally } from './store.ts'

/** Sums of any number of tallies. */
export type Totals = Omit<Tally, 'at' | 'variantId' | 'arm' | 'firstAt'>

/** The settings for reading counts. */
export interface View {
  readonly denominator: Denominator
  readonly currency: string
  readonly currencyDigits: KeptDigits
  readonly metric: KeyMetric
}

/** Rates are per send if the template has any sends, otherwise per decision: some platforms do not report sends. */
export const denominatorOf = (tallies: readonly Tally[]): Denominator =>
  tallies.some(({ sends }) => sends > 0) ? 'sends' : 'decisions'

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
    ...(Object.fromEntries(RATES.map(({ rate, count }) => [rate, perMessage(totals[count])])) as Rates),
    revenue_per_send: perMessage(revenue),
  }
}

/** The requested metric: a fraction of messages, or revenue per message in units of money. */
export const metricOf = (figures: Figures, metric: KeyMetric): number | null =>
  metric === 'revenue' ? figures.revenue_per_send : figures[metric]

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
  if (KEY_METRICS[view.metric].kind === 'rate') {
    const total = totals[countFor(view.metric)] - (isMature ? totals.openConversions : 0)
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
