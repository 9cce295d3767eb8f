import { type Better, MEASURES, type RateName, type Success, usedAs } from './measures.ts'

/** What a template can be optimised for: rates are per message, revenue is an amount per message. */
export type KeyMetric = RateName<'key'> | 'revenue'

export interface KeyMetricRow {
  readonly kind: 'rate' | 'amount'
  readonly better: Better
  /** Whether its events come within a window, so that a recent message may still succeed. */
  readonly matures: boolean
  /** What has to happen; for an amount, what brings it. */
  readonly success: Success
}

const rates = usedAs('key').map(({ name, rate, better, matures }): [RateName<'key'>, KeyMetricRow] => [
  rate,
  { kind: 'rate', better, matures, success: name },
])

/** How each is read from the counts. */
export const KEY_METRICS = {
  ...Object.fromEntries(rates),
  revenue: { kind: 'amount', better: 'higher', matures: true, success: 'conversion' },
} as Readonly<Record<KeyMetric, KeyMetricRow>>

export const KEY_METRIC_NAMES = Object.keys(KEY_METRICS) as readonly KeyMetric[]

/** What rates are per: messages that the platform says it has sent or, where it says nothing of sends, decisions. */
export type Denominator = 'send' | 'decision'

export const successFor = (metric: KeyMetric): Success => KEY_METRICS[metric].success

/** The count of messages that are its successes; for an amount, of those that brought any. */
export const countFor = (metric: KeyMetric) => MEASURES[successFor(metric)].count
