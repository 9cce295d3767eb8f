import {
  type BuiltInMetric,
  type CustomKey,
  type CustomMetrics,
  idOfKey,
  isCustomKey,
  type KeyMetric,
  type MetricPart,
} from './custom-metric.ts'
import { type Better, MEASURES, type RateName, type Success, usedAs } from './measures.ts'

/** What counts as a success by age: a measure, or a custom metric. */
export type Counted = Success | CustomKey

export interface KeyMetricRow {
  readonly kind: 'rate' | 'amount'
  readonly better: Better
  /** Whether its events come within a window, so that a recent message may still succeed. */
  readonly matures: boolean
  /** The measure that counts as a success; for an amount, the measure that brings it. */
  readonly success: Counted
  /** The window of the metric itself, in days after a message; undefined: that of the template. */
  readonly windowDays: number | undefined
  /** What an amount is: money of the organisation, money of one currency, or a plain number. */
  readonly unit: 'money' | 'plain' | { readonly currency: string }
}

interface BuiltInRow extends KeyMetricRow {
  readonly success: Success
}

const COMMON = { windowDays: undefined, unit: 'money' } as const

const rates = usedAs('key').map(({ name, rate, better, matures }): [RateName<'key'>, BuiltInRow] => [
  rate,
  { kind: 'rate', better, matures, success: name, ...COMMON },
])

const BUILT_IN = {
  ...Object.fromEntries(rates),
  revenue: { kind: 'amount', better: 'higher', matures: true, success: 'conversion', ...COMMON },
} as Readonly<Record<BuiltInMetric, BuiltInRow>>

export const KEY_METRIC_NAMES = Object.keys(BUILT_IN) as readonly BuiltInMetric[]

/** An organisation, or a template of it. */
export interface WithMetrics {
  readonly customMetrics: CustomMetrics
}

/** How a metric is computed from the counts. A metric that was deleted since has no counts. */
export function metricRow({ customMetrics }: WithMetrics, metric: KeyMetric): KeyMetricRow {
  if (!isCustomKey(metric)) return BUILT_IN[metric]
  const custom = customMetrics.get(idOfKey(metric))
  const { kind = 'rate', direction = 'increase', windowDays = 0, currency = null } = custom ?? {}
  return {
    kind: kind === 'rate' ? 'rate' : 'amount',
    better: direction === 'increase' ? 'higher' : 'lower',
    ...{ matures: true, success: metric, windowDays },
    unit: currency === null && kind !== 'rate' ? 'plain' : { currency: currency ?? '' },
  }
}

/** A metric as the sum of others: the parts of a weighted one, else itself. Of which less is better, is subtracted. */
export function partsOfMetric({ customMetrics }: WithMetrics, metric: KeyMetric): readonly MetricPart[] {
  const { parts = [], direction } = (isCustomKey(metric) && customMetrics.get(idOfKey(metric))) || {}
  const sign = parts.length > 0 && direction === 'decrease' ? -1 : 1
  return parts.length > 0
    ? parts.map(part => ({ ...part, weight: sign * part.weight }))
    : [{ metric, weight: 1 }]
}

/** What is wrong with the name of a metric; undefined if the organisation has it. */
export function faultOfMetric({ customMetrics }: WithMetrics, metric: string): string | undefined {
  const live = [...customMetrics.values()].filter(({ isArchived }) => !isArchived)
  const known = [...KEY_METRIC_NAMES, ...live.map(({ id }) => `custom:${id}`)]
  return known.includes(metric)
    ? undefined
    : `There is no metric "${metric}". There are: ${known.join(', ')}.`
}

interface Windowed extends WithMetrics {
  /** The window of the template. */
  readonly attribution: { readonly offsetDays: number; readonly lookbackDays: number }
}

/** The days after a message between which events of the metric come; undefined if they come at once. */
export function windowOfMetric(
  { attribution, customMetrics }: Windowed,
  metric: KeyMetric,
): Windowed['attribution'] | undefined {
  const parts = isCustomKey(metric) ? (customMetrics.get(idOfKey(metric))?.parts ?? []) : []
  if (parts.length > 0) {
    const windows = parts.map(part => windowOfMetric({ attribution, customMetrics }, part.metric))
    // A part without a window comes at once.
    return { offsetDays: 0, lookbackDays: Math.max(0, ...windows.map(window => window?.lookbackDays ?? 0)) }
  }
  const { matures, windowDays } = metricRow({ customMetrics }, metric)
  if (!matures) return undefined
  return windowDays === undefined ? attribution : { offsetDays: 0, lookbackDays: windowDays }
}

/** The days after which nothing is expected of a message: of the metric or, if it has no window, of the template. */
export const lookbackOf = (template: Windowed, metric: KeyMetric): number =>
  (windowOfMetric(template, metric) ?? template.attribution).lookbackDays

/** The denominator of rates: sends or, if the platform reports no sends, decisions. */
export type Denominator = 'send' | 'decision'

export const successFor = (metric: KeyMetric): Counted =>
  isCustomKey(metric) ? metric : BUILT_IN[metric].success

/** The name of the count of successes; for revenue, of messages that brought any. */
export const countFor = (metric: BuiltInMetric) => MEASURES[BUILT_IN[metric].success].count

/** The name under which amounts of the metric are kept. @param currency of the organisation, for revenue */
export const amountKey = (metric: KeyMetric, currency: string): string =>
  isCustomKey(metric) ? metric : currency
