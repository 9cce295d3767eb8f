import type { MetricBody, MetricView } from '../../../src/features/metrics/schema.ts'
import { linesOf } from './lines.ts'
import { type Metric, type OwnMetric, wordsOf } from './results/metrics.ts'

/** The server's default. */
const WINDOW_DAYS = 14

type Shown = Pick<MetricView, 'kind' | 'value_field' | 'currency' | 'parts' | 'direction' | 'window_days'>

const daysInWords = (days: number): string => (days === 1 ? 'a day' : `${days} days`)

/** "Messages with an event within 7 days. Fewer is better." @param own the metrics of the organisation */
export function ownMetricInWords(metric: Shown, own: readonly OwnMetric[]): string {
  const { kind, value_field, currency, parts, direction, window_days } = metric
  if (kind === 'weighted')
    return `${partsInWords(parts, own)}.${direction === 'decrease' ? ' Less is better.' : ''}`
  const money = currency ?? 'money'
  const what =
    kind === 'rate'
      ? 'Messages with an event'
      : value_field === null
        ? `${money} of its events a message`
        : `${currency === null ? '' : `${currency} of `}${value_field} of its events a message`
  const fewer = kind === 'rate' ? 'Fewer is better.' : 'Less is better.'
  return `${what}, within ${daysInWords(window_days ?? 0)}.${direction === 'decrease' ? ` ${fewer}` : ''}`
}

/** "5 × Trials started − 2 × Tickets" */
const partsInWords = (parts: MetricView['parts'], own: readonly OwnMetric[]): string =>
  parts
    .map(({ metric, weight }) => ({ ...wordsOf(metric, own), weight }))
    .map(({ name, better, weight }, at) => {
      const sign = better === 'higher' ? (at === 0 ? '' : ' + ') : at === 0 ? '−' : ' − '
      return `${sign}${weight} × ${name}`
    })
    .join('')

/** The weights of a weighted metric's parts. None, or 0: the metric is no part. */
export type Weights = { readonly [Name in Metric]?: number }

/** A metric as a form holds it. */
export interface MetricDraft {
  readonly id: string
  readonly name: string
  readonly kind: MetricBody['kind']
  /** One name a line. */
  readonly events: string
  readonly valueField: string
  readonly currency: string
  readonly weights: Weights
  readonly direction: MetricBody['direction']
  readonly windowDays: number
}

export const EMPTY_METRIC: MetricDraft = {
  ...{ id: '', name: '', kind: 'rate', events: '', valueField: '', currency: '' },
  ...{ weights: {}, direction: 'increase', windowDays: WINDOW_DAYS },
}

export const toMetricDraft = (metric: MetricView): MetricDraft => ({
  ...{ id: metric.id, name: metric.name, kind: metric.kind, events: metric.events.join('\n') },
  ...{ valueField: metric.value_field ?? '', currency: metric.currency ?? '' },
  weights: Object.fromEntries(metric.parts.map(({ metric: part, weight }) => [part, weight])),
  ...{ direction: metric.direction, windowDays: metric.window_days ?? WINDOW_DAYS },
})

/** An id made of a name: "Trials started" becomes `trials-started`. */
export const idFromName = (name: string): string =>
  name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 63)

/** The metrics with a weight. */
const partsOfDraft = ({ weights }: MetricDraft): MetricBody['parts'] =>
  (Object.entries(weights) as [Metric, number][]).flatMap(([metric, weight]) =>
    weight > 0 ? [{ metric, weight }] : [],
  )

/** Whether nothing is missing. */
export const isFilledIn = (draft: MetricDraft): boolean =>
  draft.name.trim() !== '' &&
  (draft.kind === 'weighted'
    ? partsOfDraft(draft).length > 1
    : draft.events.trim() !== '' && !Number.isNaN(draft.windowDays))

/** What can change later. */
export const changesOfDraft = ({ name, kind, events, direction, windowDays }: MetricDraft) => ({
  ...{ name, direction },
  ...(kind !== 'weighted' && { events: linesOf(events), window_days: windowDays }),
})

/** The body of a new metric. */
export function bodyOfDraft(draft: MetricDraft) {
  const { id, name, kind, valueField, currency } = draft
  const amounts = {
    value_field: valueField.trim() === '' ? null : valueField.trim(),
    currency: currency.trim() === '' ? null : currency.trim().toUpperCase(),
  }
  return {
    id: id === '' ? idFromName(name) : id,
    kind,
    ...changesOfDraft(draft),
    ...(kind === 'sum' && amounts),
    ...(kind === 'weighted' && { parts: partsOfDraft(draft) }),
  }
}
