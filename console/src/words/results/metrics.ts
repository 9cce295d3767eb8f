import type { Results } from '../../../../src/features/results/schema.ts'
import { moneyInWords, numberInWords, percentInWords } from '../numbers.ts'

export type Metric = Results['lift']['metric']
/** The metrics that every organisation has. */
export type BuiltIn = Exclude<Metric, `custom:${string}`>
/** What words need to know of an organisation's own metric. */
export type OwnMetric = Pick<
  Results['control']['metrics'][number],
  'metric' | 'name' | 'kind' | 'direction' | 'currency'
>

interface MetricWords {
  /** As a choice, and as the goal of a template. */
  readonly name: string
  /** The head of its column. */
  readonly head: string
  /** What became of messages: "6.95 % of 20 930 messages were clicked". */
  readonly became: string
  /** What there is more or less of. */
  readonly noun: string
  readonly better: 'higher' | 'lower'
}

const BUILT_IN: Readonly<Record<BuiltIn, MetricWords>> = {
  open_rate: { name: 'Opens', head: 'Opened', became: 'were opened', noun: 'opens', better: 'higher' },
  click_rate: { name: 'Clicks', head: 'Clicked', became: 'were clicked', noun: 'clicks', better: 'higher' },
  conversion_rate: {
    ...{ name: 'Conversions', head: 'Converted', became: 'led to a conversion' },
    ...{ noun: 'conversions', better: 'higher' },
  },
  unsubscribe_rate: {
    ...{ name: 'Unsubscribes', head: 'Unsubscribed', became: 'were unsubscribed from' },
    ...{ noun: 'unsubscribes', better: 'lower' },
  },
  revenue: {
    ...{ name: 'Revenue', head: 'Revenue a message', became: 'were earned' },
    ...{ noun: 'revenue', better: 'higher' },
  },
}

export const METRIC_NAMES: readonly BuiltIn[] = [
  'open_rate',
  'click_rate',
  'conversion_rate',
  'unsubscribe_rate',
  'revenue',
]

const CUSTOM = 'custom:'

export const isOwn = (metric: string): metric is `custom:${string}` => metric.startsWith(CUSTOM)

/**
 * The words for a metric.
 * @param own the metrics of the organisation, as far as they are known: an unknown one goes by its id
 */
export function wordsOf(metric: Metric, own: readonly OwnMetric[] = []): MetricWords {
  if (!isOwn(metric)) return BUILT_IN[metric]
  const found = own.find(each => each.metric === metric)
  const name = found?.name ?? metric.slice(CUSTOM.length)
  return {
    ...{ name, head: found && found.kind !== 'rate' ? `${name} a message` : name },
    ...{ became: `led to “${name}”`, noun: `“${name}”` },
    better: found?.direction === 'decrease' ? 'lower' : 'higher',
  }
}

/** Whether a metric is an amount a message, and no share of messages. */
export const isAmount = (metric: Metric, own: readonly OwnMetric[]): boolean =>
  metric === 'revenue' || own.some(each => each.metric === metric && each.kind !== 'rate')

/** The digits that tell two rates apart: 43.1 %, 6.95 %, 0.041 %. */
const digitsOf = (rate: number): number => (rate >= 0.1 ? 1 : rate >= 0.001 || rate === 0 ? 2 : 3)

/** A rate: "6.95 %". A dash without messages. */
export const rateInWords = (rate: number | null): string =>
  rate === null ? '–' : percentInWords(rate, digitsOf(rate))

type Rates = Pick<
  Results['control'],
  'open_rate' | 'click_rate' | 'conversion_rate' | 'unsubscribe_rate' | 'revenue_per_send' | 'metrics'
>

/** The value of a metric: a rate, or an amount a message. */
export function metricValue(figures: Rates, metric: Metric): number | null {
  if (isOwn(metric)) return figures.metrics.find(each => each.metric === metric)?.value ?? null
  return metric === 'revenue' ? figures.revenue_per_send : figures[metric]
}

/**
 * The value in words, with its unit.
 * @param currency of revenue
 * @param own the metrics of the organisation
 */
export function valueInWords(
  value: number | null,
  metric: Metric,
  currency: string,
  own: readonly OwnMetric[] = [],
): string {
  if (!isAmount(metric, own)) return rateInWords(value)
  const digits = value !== null && Math.abs(value) < 0.1 ? 4 : 2
  const unit = metric === 'revenue' ? currency : own.find(each => each.metric === metric)?.currency
  if (value === null) return '–'
  return unit == null ? numberInWords(value, digits) : moneyInWords(value, unit, digits)
}
