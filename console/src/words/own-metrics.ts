import type { MetricBody, MetricView } from '../../../src/features/metrics/schema.ts'
import { linesOf } from './lines.ts'

type Shown = Pick<MetricView, 'kind' | 'value_field' | 'currency' | 'direction' | 'window_days'>

const daysInWords = (days: number): string => (days === 1 ? 'a day' : `${days} days`)

/** "Messages with an event within 7 days. Fewer is better." */
export function ownMetricInWords({ kind, value_field, currency, direction, window_days }: Shown): string {
  const money = currency ?? 'money'
  const what =
    kind === 'rate'
      ? 'Messages with an event'
      : value_field === null
        ? `${money} of its events a message`
        : `${currency === null ? '' : `${currency} of `}${value_field} of its events a message`
  const fewer = kind === 'rate' ? 'Fewer is better.' : 'Less is better.'
  return `${what}, within ${daysInWords(window_days)}.${direction === 'decrease' ? ` ${fewer}` : ''}`
}

/** A metric as a form holds it. */
export interface MetricDraft {
  readonly id: string
  readonly name: string
  readonly kind: MetricBody['kind']
  /** One name a line. */
  readonly events: string
  readonly valueField: string
  readonly currency: string
  readonly direction: MetricBody['direction']
  readonly windowDays: number
}

export const EMPTY_METRIC: MetricDraft = {
  ...{ id: '', name: '', kind: 'rate', events: '', valueField: '', currency: '' },
  ...{ direction: 'increase', windowDays: 14 },
}

export const toMetricDraft = (metric: MetricView): MetricDraft => ({
  ...{ id: metric.id, name: metric.name, kind: metric.kind, events: metric.events.join('\n') },
  ...{ valueField: metric.value_field ?? '', currency: metric.currency ?? '' },
  ...{ direction: metric.direction, windowDays: metric.window_days },
})

/** An id made of a name: "Trials started" becomes `trials-started`. */
export const idFromName = (name: string): string =>
  name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 63)

/** What can change later. */
export const changesOfDraft = ({ name, events, direction, windowDays }: MetricDraft) => ({
  ...{ name, events: linesOf(events), direction },
  window_days: windowDays,
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
  }
}
