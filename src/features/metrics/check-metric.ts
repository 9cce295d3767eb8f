import { faultOfPath } from '../../core/mapping/path.ts'
import { readCurrency } from '../../lib/money.ts'
import type { MetricBody } from './schema.ts'

/** A mistake that the schema does not find. */
export interface MetricFault {
  /** JSON pointer into the body. */
  readonly field: string
  readonly message: string
}

/** All mistakes in a new metric. */
export function checkMetric({ kind, value_field, currency, events }: MetricBody): readonly MetricFault[] {
  const faults = [...checkEvents(events)]
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
