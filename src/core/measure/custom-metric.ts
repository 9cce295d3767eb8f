import type { RateName } from './measures.ts'

export const CUSTOM_KINDS = ['rate', 'sum', 'weighted'] as const

/** A metric that an organisation names itself: see docs/metrics.md. */
export interface CustomMetric {
  readonly id: string
  readonly name: string
  /**
   * rate: the share of messages with an event. sum: the amounts of the events per message. weighted: a message's value
   * is the sum of its values in other metrics, each times a weight.
   */
  readonly kind: (typeof CUSTOM_KINDS)[number]
  /** The names of its events; none for a weighted metric. An event without a name goes by its type. */
  readonly events: readonly string[]
  /** For a sum, the dotted path to the number; null: the amount of money that the event reports. */
  readonly valueField: string | null
  /** For a sum, the currency of the amounts; null: the sum is no money. */
  readonly currency: string | null
  readonly direction: 'increase' | 'decrease'
  /** Days after a message in which an event counts; 0 for a weighted metric, whose parts have windows of their own. */
  readonly windowDays: number
  /** Of a weighted metric. */
  readonly parts: readonly MetricPart[]
  /** An archived metric is shown and offered nowhere. It goes on counting, so that a replay gives the same figures. */
  readonly isArchived: boolean
}

/** Decimals of a sum that is no money: it is stored in thousandths. */
export const PLAIN_DIGITS = 3

/** By id. */
export type CustomMetrics = ReadonlyMap<string, CustomMetric>

/** How the API, the measures of `cohort_counts` and the amounts of messages name a custom metric. */
export type CustomKey = `custom:${string}`

/** The metrics that every organisation has: rates per message, or revenue, an amount per message. */
export type BuiltInMetric = RateName<'key'> | 'revenue'

/** The metrics that a template can optimise. */
export type KeyMetric = BuiltInMetric | CustomKey

/** A metric in a weighted metric. It is no weighted metric itself. */
export interface MetricPart {
  readonly metric: KeyMetric
  /** Above zero. A metric of which less is better is subtracted. */
  readonly weight: number
}

const PREFIX = 'custom:'

export const customKey = (id: string): CustomKey => `${PREFIX}${id}`

export const isCustomKey = (key: string): key is CustomKey => key.startsWith(PREFIX)

export const idOfKey = (key: CustomKey): string => key.slice(PREFIX.length)

/** The longest window of some metrics, in days; 0 without any. */
export const longestWindow = (metrics: CustomMetrics): number =>
  Math.max(0, ...[...metrics.values()].map(({ windowDays }) => windowDays))
