import type { Results } from '../../../../src/features/results/schema.ts'
import { moneyInWords, percentInWords } from '../numbers.ts'

export type Metric = Results['lift']['metric']

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

export const METRICS: Readonly<Record<Metric, MetricWords>> = {
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

export const METRIC_NAMES: readonly Metric[] = [
  'open_rate',
  'click_rate',
  'conversion_rate',
  'unsubscribe_rate',
  'revenue',
]

/** The digits that tell two rates apart: 43.1 %, 6.95 %, 0.041 %. */
const digitsOf = (rate: number): number => (rate >= 0.1 ? 1 : rate >= 0.001 || rate === 0 ? 2 : 3)

/** A rate: "6.95 %". A dash without messages. */
export const rateInWords = (rate: number | null): string =>
  rate === null ? '–' : percentInWords(rate, digitsOf(rate))

type Rates = Pick<
  Results['control'],
  'open_rate' | 'click_rate' | 'conversion_rate' | 'unsubscribe_rate' | 'revenue_per_send'
>

/** The value of a metric: a rate, or an amount a message. */
export const metricValue = (figures: Rates, metric: Metric): number | null =>
  metric === 'revenue' ? figures.revenue_per_send : figures[metric]

/** The value in words, with its unit. @param currency of amounts */
export function valueInWords(value: number | null, metric: Metric, currency: string): string {
  if (metric !== 'revenue') return rateInWords(value)
  return value === null ? '–' : moneyInWords(value, currency, Math.abs(value) < 0.1 ? 4 : 2)
}
