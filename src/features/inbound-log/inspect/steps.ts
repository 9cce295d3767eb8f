import { type CustomMetric, customKey } from '../../../core/measure/custom-metric.ts'
import type { StoredEvent } from '../schema.ts'
import { STEPS, type Step, type StepName } from './schema.ts'

/** What is known of one item of a call. */
export interface ItemFacts {
  readonly platformName: string
  readonly isSample: boolean
  readonly outcome: string
  readonly reason: string | null
  readonly fix: string | null
  /** The stored event; of a duplicate, the first one. Undefined if the item gave none. */
  readonly event: StoredEvent | undefined
  /** The rule of the event mapping that applies at present: its `event`. */
  readonly rule: string | undefined
  /** The message that the event belongs to; undefined if there is none. */
  readonly message: Message | undefined
  /** The custom metrics that the event counts for. */
  readonly metrics: readonly MetricCredit[]
}

export interface MetricCredit {
  /** Undefined if the metric was deleted. */
  readonly metric: CustomMetric | undefined
  readonly decisionId: string
  readonly templateId: string
}

export interface Message {
  readonly decisionId: string
  readonly templateId: string
  readonly variantId: string | null
  readonly sentAt: Date
  readonly window: { readonly ageDays: number; readonly offsetDays: number; readonly lookbackDays: number }
}

/** The step at which an item with this outcome stops. Other outcomes stop at the last step. */
const STOPS: Readonly<Record<string, StepName | undefined>> = {
  refused: 'verified',
  unreadable: 'read',
  rejected: 'read',
  failed: 'read',
  'not-listened': 'mapped',
  duplicate: 'deduplicated',
  unmatched: 'matched',
  'outside-window': 'in_window',
}

/** Steps that do not apply to events that no message is looked for. */
const OF_MESSAGES: ReadonlySet<StepName> = new Set(['matched', 'in_window'])

/** The way of an item, step by step, up to where it stopped. */
export function stepsOf(facts: ItemFacts): Step[] {
  const isCounted = facts.outcome === 'counted'
  const stop = STEPS.indexOf(isCounted ? 'counted' : (STOPS[facts.outcome] ?? 'counted'))
  return STEPS.map((step, at): Step => {
    const isUnneeded = OF_MESSAGES.has(step) && facts.message === undefined && at < stop
    if (at > stop || isUnneeded) return { step, ok: null, detail: '', data: null }
    if (at === stop && !isCounted) return { step, ok: false, detail: stopOf(facts), data: DATA[step](facts) }
    return { step, ok: true, detail: PASSED[step](facts), data: DATA[step](facts) }
  })
}

const stopOf = ({ reason, fix, outcome }: ItemFacts): string =>
  [reason ?? `The outcome is ${outcome}.`, fix].filter(text => text !== null).join(' ')

const NAMES: Readonly<Record<string, string>> = {
  open: 'an open',
  unsubscribe: 'an unsubscribe',
  ignored: 'an ignored event',
  impression: 'an impression',
}

const named = (type: string): string => NAMES[type] ?? `a ${type.replaceAll('_', ' ')}`

const isGoal = (event: StoredEvent | undefined): boolean =>
  event?.type === 'conversion' || event?.type === 'custom'

const PASSED: Readonly<Record<StepName, (facts: ItemFacts) => string>> = {
  verified: ({ isSample, platformName }) =>
    isSample ? 'Parley made this call as a sample.' : `The call proved that it comes from ${platformName}.`,
  read: ({ event }) => {
    if (!event) return 'Parley understood the call.'
    const amount = event.value === null ? '' : `, worth ${event.value} ${event.currency ?? ''}`.trimEnd()
    return `Read as ${named(event.type)}${amount}.`
  },
  mapped: ({ event, rule }) => {
    if (rule !== undefined) return `The rule for "${rule}" says what it means.`
    return isGoal(event)
      ? `It keeps its own name, "${event?.name ?? event?.native_event}".`
      : 'Its name needs no rule.'
  },
  deduplicated: () => 'It was not reported before.',
  matched: ({ message, event }) =>
    `It belongs to a message of "${message?.templateId}", found by its ${WAYS[event?.matched_by ?? ''] ?? 'person'}.`,
  in_window: ({ message, event }) =>
    message && isGoal(event)
      ? `It came ${days(message.window.ageDays)} after the message. Conversions count from day ${message.window.offsetDays} to day ${message.window.lookbackDays}.`
      : 'Reports about a message have no window.',
  counted: ({ event, metrics }) => {
    const ofMetrics = metrics.map(
      ({ metric, templateId }) =>
        `It counts for the custom metric "${metric?.name ?? 'deleted'}" of a message of "${templateId}".`,
    )
    const isOfMetricsAlone = ofMetrics.length > 0 && event?.type === 'custom'
    const counts = `It counts as ${named(event?.type ?? 'event')}`
    const own = event?.machine ? `${counts} by a program, which is in no rate.` : `${counts}.`
    return [...(isOfMetricsAlone ? [] : [own]), ...ofMetrics].join(' ')
  },
}

const WAYS: Readonly<Record<string, string>> = {
  decision: 'decision id',
  'tracking-id': 'tracking id',
  'message-id': 'message id',
  campaign: 'campaign and person',
  person: 'person',
}

const days = (count: number): string => `${count.toFixed(2)} days`

const nothing = () => null

const DATA: Readonly<Record<StepName, (facts: ItemFacts) => Record<string, unknown> | null>> = {
  verified: nothing,
  read: ({ event }) =>
    event
      ? { type: event.type, value: event.value, currency: event.currency, occurred_at: event.occurred_at }
      : null,
  mapped: ({ event, rule }) =>
    event ? { name: event.name, native_event: event.native_event, rule: rule ?? null } : null,
  deduplicated: ({ outcome, event }) =>
    outcome === 'duplicate' && event
      ? { first_request_id: event.request_id, first_event_id: event.id, first_received_at: event.received_at }
      : null,
  matched: ({ message, event }) =>
    message
      ? {
          decision_id: message.decisionId,
          template_id: message.templateId,
          variant_id: message.variantId,
          sent_at: message.sentAt.toISOString(),
          matched_by: event?.matched_by ?? null,
        }
      : null,
  in_window: ({ message, event }) =>
    message && isGoal(event)
      ? {
          age_days: message.window.ageDays,
          offset_days: message.window.offsetDays,
          lookback_days: message.window.lookbackDays,
        }
      : null,
  counted: ({ metrics }) =>
    metrics.length === 0
      ? null
      : {
          metrics: metrics.map(({ metric, decisionId, templateId }) => ({
            metric: metric === undefined ? null : customKey(metric.id),
            ...{ name: metric?.name ?? null, decision_id: decisionId, template_id: templateId },
          })),
        },
}
