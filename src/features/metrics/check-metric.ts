import { faultOfPath } from '../../core/mapping/path.ts'
import { customKey } from '../../core/measure/custom-metric.ts'
import { KEY_METRIC_NAMES } from '../../core/measure/key-metric.ts'
import { readCurrency } from '../../lib/money.ts'
import type { MetricBody } from './schema.ts'

/** A mistake that the schema does not find. */
export interface MetricFault {
  /** JSON pointer into the body. */
  readonly field: string
  readonly message: string
}

/** All mistakes in a new metric that it shows alone. */
export function checkMetric(metric: MetricBody): readonly MetricFault[] {
  const { kind, value_field, currency, events, parts } = metric
  if (kind === 'weighted') return [...checkParts(parts), ...notOfWeighted(metric)]
  const faults = [...checkEvents(events)]
  if (events.length === 0) faults.push({ field: '/events', message: 'Name at least one event.' })
  if (parts.length > 0)
    faults.push({
      field: '/parts',
      message: 'Only a weighted metric has parts. Leave them out, or say "weighted".',
    })
  if (kind === 'rate') {
    const given = { value_field, currency }
    for (const [field, value] of Object.entries(given))
      if (value !== null)
        faults.push({ field: `/${field}`, message: 'Only a sum has amounts. Leave it out for a rate.' })
    return faults
  }
  const fault = value_field === null ? undefined : faultOfPath(value_field)
  if (fault !== undefined) faults.push({ field: '/value_field', message: fault })
  if (currency !== null && readCurrency(currency) === null)
    faults.push({ field: '/currency', message: `"${currency}" is no ISO 4217 currency, such as EUR.` })
  return faults
}

/** What a weighted metric takes from its parts. */
export const notOfWeighted = ({
  events = [],
  value_field = null,
  currency = null,
  window_days,
}: Partial<MetricBody>): readonly MetricFault[] => {
  const given = { events: events.length > 0, value_field, currency, window_days }
  return Object.entries(given).flatMap(([field, value]) =>
    value
      ? [{ field: `/${field}`, message: 'Its parts have their own. Leave it out for a weighted metric.' }]
      : [],
  )
}

function checkParts(parts: MetricBody['parts']): readonly MetricFault[] {
  if (parts.length < 2) return [{ field: '/parts', message: 'Name at least two metrics.' }]
  const names = parts.map(({ metric }) => metric)
  return names.flatMap((metric, at) =>
    names.indexOf(metric) < at
      ? [{ field: `/parts/${at}/metric`, message: `"${metric}" is in the list already.` }]
      : [],
  )
}

/** Checks that the parts are rates or sums. @param known the metrics of the organisation */
export function checkPartsAmong(
  parts: MetricBody['parts'],
  known: readonly { readonly id: string; readonly kind: string }[],
): readonly MetricFault[] {
  const names = [
    ...KEY_METRIC_NAMES,
    ...known.flatMap(({ id, kind }) => (kind === 'weighted' ? [] : customKey(id))),
  ]
  return parts.flatMap(({ metric }, at) =>
    names.includes(metric)
      ? []
      : [
          {
            field: `/parts/${at}/metric`,
            message: `There is no rate or sum "${metric}". There are: ${names.join(', ')}.`,
          },
        ],
  )
}

export function checkEvents(events: readonly string[]): readonly MetricFault[] {
  const names = events.map(name => name.toLowerCase())
  return events.flatMap((name, at) => {
    const field = `/events/${at}`
    if (name !== name.trim()) return [{ field, message: 'Write the name without blanks at its ends.' }]
    if (name.toLowerCase() === 'refund')
      return [{ field, message: 'A refund takes back what its purchase brought, and cannot be listed.' }]
    const first = names.indexOf(name.toLowerCase())
    return first < at ? [{ field, message: `"${events[first]}" is in the list already.` }] : []
  })
}
