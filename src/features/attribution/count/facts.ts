import {
  ALL_MEASURES,
  type CountedEvent,
  FACT_MEASURES,
  type FactColumn,
  type Measure,
  type MomentColumn,
  TIMED_MEASURES,
} from '../../../core/measure/measures.ts'
import { groupBy } from '../../../lib/group-by.ts'
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

/** The columns of `messages`. */
export const FACT_COLUMNS: readonly (keyof Facts)[] = [
  ...TIMED_MEASURES.map(({ moment }) => moment),
  ...FACT_MEASURES.map(({ fact }) => fact),
  'responded_at',
  'revenue',
  'metrics',
]

interface Counting {
  /** Whether it counts events of programs; undefined if it counts all. */
  readonly machines: boolean | undefined
  readonly moment: MomentColumn | undefined
  readonly fact: FactColumn | undefined
}

/** The measures that an event counts for, by its metric. */
const COUNTING: ReadonlyMap<string, readonly Counting[]> = groupBy(
  ALL_MEASURES.flatMap((measure: Measure & { fact?: FactColumn; moment?: MomentColumn }) =>
    measure.events.map(event => ({ event, ...countingOf(measure) })),
  ),
  ({ event }) => event,
)

function countingOf({ by, fact, moment }: Measure & { fact?: FactColumn; moment?: MomentColumn }): Counting {
  return { machines: by === 'anybody' ? undefined : by === 'machines', fact, moment }
}

type Draft = { -readonly [Column in keyof (Happened & FirstMoments)]: (Happened & FirstMoments)[Column] }

const NOTHING: Happened & FirstMoments = {
  ...(Object.fromEntries(TIMED_MEASURES.map(({ moment }) => [moment, null])) as FirstMoments),
  ...(Object.fromEntries(FACT_MEASURES.map(({ fact }) => [fact, false])) as Happened),
}

/**
 * The facts that follow from the events of a message. The order of the events does not matter.
 * @param credits in custom metrics
 */
export function factsOf(
  attributions: readonly Attribution[],
  credits: readonly Omit<StoredCredit, 'decisionId'>[] = [],
): Facts {
  const draft: Draft = { ...NOTHING }
  for (const attribution of attributions) addTo(draft, attribution)
  return {
    ...draft,
    responded_at: draft.clicked_at ?? draft.opened_at,
    revenue: revenueOf(attributions),
    metrics: credits.length === 0 ? NO_METRICS : metricFactsOf(credits),
  }
}

const NO_METRICS: MetricFacts = {}

/**
 * The facts of a message that has gained events, and lost none. The same as `factsOf` all its events, as long as it counts
 * for no custom metric.
 */
export function addedTo(before: Facts, gained: readonly Attribution[]): Facts {
  const draft: Draft = { ...before }
  for (const attribution of gained) addTo(draft, attribution)
  return {
    ...draft,
    responded_at: draft.clicked_at ?? draft.opened_at,
    revenue: revenueOf(gained, before.revenue),
    metrics: before.metrics,
  }
}

function addTo(draft: Draft, { metric, machine, at }: Attribution): void {
  for (const { machines, fact, moment } of COUNTING.get(metric) ?? []) {
    if (machines !== undefined && machines !== machine) continue
    if (fact !== undefined) draft[fact] = true
    if (moment !== undefined) draft[moment] = earlier(draft[moment], at)
  }
}

const earlier = (first: Date | null, at: Date): Date => (first === null || at < first ? at : first)

/** Whether two sets of facts say the same. */
export const areSame = (left: Facts, right: Facts): boolean =>
  FLAGS.every(fact => left[fact] === right[fact]) &&
  MOMENTS.every(moment => left[moment]?.getTime() === right[moment]?.getTime()) &&
  textOf(left) === textOf(right)

const FLAGS = FACT_MEASURES.map(({ fact }) => fact)
const MOMENTS = [...TIMED_MEASURES.map(({ moment }) => moment), 'responded_at'] as const

const textOf = ({ revenue, metrics }: Facts): string =>
  isEmpty(revenue) && isEmpty(metrics) ? '' : JSON.stringify([revenue, metrics])

/** Whether an object has no property. */
export function isEmpty(object: object): boolean {
  for (const _ in object) return false
  return true
}

function revenueOf(
  attributions: readonly Attribution[],
  before: Facts['revenue'] = NO_REVENUE,
): Facts['revenue'] {
  let revenue: Record<string, Money> | undefined
  for (const { metric, amountMinor, currency } of attributions) {
    if (amountMinor === null || currency === null) continue
    revenue ??= { ...before }
    const { amount, orders } = revenue[currency] ?? { amount: 0, orders: 0 }
    revenue[currency] = { amount: amount + amountMinor, orders: orders + (metric === 'refund' ? 0 : 1) }
  }
  return revenue ?? before
}

const NO_REVENUE: Facts['revenue'] = {}

export const NO_FACTS: Facts = factsOf([])
