import {
  type CountedEvent,
  FACT_MEASURES,
  type FactColumn,
  type Measure,
  type MomentColumn,
  TIMED_MEASURES,
} from '../../../core/measure/measures.ts'
import type { StoredCredit } from '../metrics/metric-credit-store.ts'
import { type MetricFacts, metricFactsOf } from './metric-facts.ts'

/** An event that counts for a decision. */
export interface Attribution {
  readonly decisionId: string
  readonly eventId: string
  readonly metric: CountedEvent
  readonly machine: boolean
  readonly at: Date
  readonly amountMinor: number | null
  readonly currency: string | null
}

type Happened = Readonly<Record<FactColumn, boolean>>
type FirstMoments = Readonly<Record<MomentColumn, Date | null>>

/**
 * The facts of one message, by the columns of `messages`. A fact is true or false, however often it was reported;
 * revenue is summed.
 */
export interface Facts extends Happened, FirstMoments {
  /** When a person first clicked or, without a click, first opened the message. */
  readonly responded_at: Date | null
  /** Amount in minor units and number of orders, by currency. */
  readonly revenue: Readonly<Record<string, Money>>
  /** Of the organisation's own metrics. */
  readonly metrics: MetricFacts
}

export interface Money {
  readonly amount: number
  readonly orders: number
}

/** Sorted as in the facts, so that equal facts are equal as JSON text. */
export const FACT_COLUMNS: readonly (keyof Facts)[] = [
  ...TIMED_MEASURES.map(({ moment }) => moment),
  ...FACT_MEASURES.map(({ fact }) => fact),
  'responded_at',
  'revenue',
  'metrics',
]

const isOf =
  ({ events, by }: Measure) =>
  ({ metric, machine }: Attribution): boolean =>
    (by === 'anybody' || machine === (by === 'machines')) && events.includes(metric)

/**
 * The facts that follow from the events of a message. The order of the events does not matter.
 * @param credits in custom metrics
 */
export function factsOf(
  attributions: readonly Attribution[],
  credits: readonly Omit<StoredCredit, 'decisionId'>[] = [],
): Facts {
  const moments = Object.fromEntries(
    TIMED_MEASURES.map(measure => [measure.moment, earliest(attributions.filter(isOf(measure)))]),
  ) as FirstMoments
  const happened = Object.fromEntries(
    FACT_MEASURES.map(measure => [measure.fact, attributions.some(isOf(measure))]),
  ) as Happened
  return {
    ...moments,
    ...happened,
    responded_at: moments.clicked_at ?? moments.opened_at,
    revenue: revenueOf(attributions),
    metrics: metricFactsOf(credits),
  }
}

function earliest(attributions: readonly Attribution[]): Date | null {
  return attributions.length === 0 ? null : new Date(Math.min(...attributions.map(({ at }) => at.getTime())))
}

function revenueOf(attributions: readonly Attribution[]): Facts['revenue'] {
  const revenue: Record<string, Money> = {}
  for (const { metric, amountMinor, currency } of attributions) {
    if (amountMinor === null || currency === null) continue
    const { amount, orders } = revenue[currency] ?? { amount: 0, orders: 0 }
    revenue[currency] = { amount: amount + amountMinor, orders: orders + (metric === 'refund' ? 0 : 1) }
  }
  return revenue
}

export const NO_FACTS: Facts = factsOf([])
