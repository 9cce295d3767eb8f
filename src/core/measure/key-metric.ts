import { type Better, MEASURES, type RateName, type Success, usedAs } from './measures.ts'

/** The metrics that a template can optimise: rates per message, or revenue, an amount per message. */
export type KeyMetric = RateName<'key'> | 'revenue'

export interface KeyMetricRow {
  readonly kind: 'rate' | 'amount'
  readonly better: Better
  /** Whether its events come within a window, so that a recent message may still succeed. */
  readonly matures: boolean
  /** The measure that counts as a success; for an amount, the measure that brings it. */
  readonly success: Success
}

const rates = usedAs('key').map(({ name, rate, better, matures }): [RateName<'key'>, KeyMetricRow] => [
  rate,
  { kind: 'rate', better, matures, success: name },
])

/** How each metric is computed from the counts. */
export const KEY_METRICS = {
  ...Object.fromEntries(rates),
  revenue: { kind: 'amount', better: 'higher', matures: true, success: 'conversion' },
} as Readonly<Record<KeyMetric, KeyMetricRow>>

export const KEY_METRIC_NAMES = Object.keys(KEY_METRICS) as readonly KeyMetric[]

/** The denominator of rates: sends or, if the platform reports no sends, decisions. */
export type Denominator = 'send' | 'decision'

export const successFor = (metric: KeyMetric): Success => KEY_METRICS[metric].success

/** The name of the count of successes; for an amount, of messages that brought any. */
export const countFor = (metric: KeyMetric) => MEASURES[successFor(metric)].count
