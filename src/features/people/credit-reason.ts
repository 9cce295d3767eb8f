import { type CustomMetrics, idOfKey, isCustomKey } from '../../core/measure/custom-metric.ts'
import { inWords } from '../../lib/duration.ts'
import type { Decision, TracedEvent } from './schema.ts'

const NAMED: Readonly<Record<string, string | undefined>> = {
  decision: 'The event names the decision of this message.',
  'tracking-id': 'The event has the tracking id of this message.',
  'message-id': 'The event has the message id of this message.',
  campaign:
    'The event names the campaign of this template, and this was the latest message of it to the person.',
}

/** Why an event counts for a message, as a sentence. */
export function creditReason(
  metric: string,
  event: TracedEvent | undefined,
  decision: Decision | undefined,
  metrics: CustomMetrics,
): string {
  const named = NAMED[event?.matched_by ?? '']
  const custom = isCustomKey(metric) ? metrics.get(idOfKey(metric)) : undefined
  const forMetric = custom === undefined ? '' : ` It counts for the custom metric "${custom.name}".`
  if (named !== undefined) return `${named}${forMetric}`
  if (isCustomKey(metric))
    return `This was the latest message to the person within the window of the metric.${forMetric}`
  if (event === undefined || decision?.window == null)
    return 'This was the latest message to the person that could get the credit.'
  const { offset_days, lookback_days } = decision.window
  const sentAt = Date.parse(decision.sent_at ?? decision.decided_at)
  const ageMs = Date.parse(event.occurred_at ?? event.received_at) - sentAt
  return `This was the latest message to the person that could get the credit, ${inWords(Math.max(0, ageMs))} before the event. It counts conversions from day ${offset_days} to day ${lookback_days}.`
}
