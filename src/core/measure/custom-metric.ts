/** A metric that an organisation names itself: see docs/metrics.md. */
export interface CustomMetric {
  readonly id: string
  readonly name: string
  /** rate: the share of messages with an event. sum: the amounts of the events per message. */
  readonly kind: 'rate' | 'sum'
  /** The names of its events. An event without a name goes by its type. */
  readonly events: readonly string[]
  /** For a sum, the dotted path to the number; null: the amount of money that the event reports. */
  readonly valueField: string | null
  /** For a sum, the currency of the amounts; null: the sum is no money. */
  readonly currency: string | null
  readonly direction: 'increase' | 'decrease'
  /** Days after a message in which an event counts. */
  readonly windowDays: number
  /** An archived metric is shown and offered nowhere. It goes on counting, so that a replay gives the same figures. */
  readonly isArchived: boolean
}

/** Decimals of a sum that is no money: it is stored in thousandths. */
export const PLAIN_DIGITS = 3

/** By id. */
export type CustomMetrics = ReadonlyMap<string, CustomMetric>

/** How the API, the measures of `cohort_counts` and the amounts of messages name a custom metric. */
export type CustomKey = `custom:${string}`

const PREFIX = 'custom:'

export const customKey = (id: string): CustomKey => `${PREFIX}${id}`

export const isCustomKey = (key: string): key is CustomKey => key.startsWith(PREFIX)

export const idOfKey = (key: CustomKey): string => key.slice(PREFIX.length)

/** The longest window of some metrics, in days; 0 without any. */
export const longestWindow = (metrics: CustomMetrics): number =>
  Math.max(0, ...[...metrics.values()].map(({ windowDays }) => windowDays))
