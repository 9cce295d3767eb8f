import { isConversion, type StoredEvent } from '../../../core/events/stored-event.ts'
import type { CustomMetric } from '../../../core/measure/custom-metric.ts'
import type { Org } from '../../../runtime/catalog/catalog.ts'
import { fitOf, latest, latestOfEach } from '../credit-conversion.ts'
import type { Send, SendFinding } from '../send.ts'

/** An event that counts for a message in a custom metric. */
export interface MetricCredit {
  readonly metric: string
  readonly send: Send
  readonly eventId: string
  readonly at: Date
  /** In minor units of the metric's currency, or thousandths. */
  readonly amount: number
  readonly isRefund: boolean
}

type Crediting = Pick<Org, 'credit' | 'customMetrics'>

/**
 * The credits of a conversion or custom event: like a conversion, within the window of each metric. Templates do not
 * have to list its name.
 * @param sends the messages that may get the credit
 * @param skewMs see `Crediting` of credit-conversion.ts
 */
export function creditByTime(
  event: StoredEvent,
  sends: readonly Send[],
  org: Crediting,
  skewMs: number,
): readonly MetricCredit[] {
  return metricsOf(event, org).flatMap(([metric, amount]) => {
    const rule = ruleOf(event, metric)
    // The window is the metric's, also for a row of an export that has one of its own.
    const own = { ...event, lookbackHours: null }
    const fitting = sends.filter(
      send => fitOf(own, { ...send, windows: null }, rule, skewMs).fit === 'counts',
    )
    if (fitting.length === 0) return []
    const credited = org.credit === 'last_touch' ? [latest(fitting)] : latestOfEach(fitting)
    return credited.map(send => creditOf(event, metric, send, amount))
  })
}

const ruleOf = ({ name }: StoredEvent, { windowDays }: CustomMetric) => ({
  ...{ offsetDays: 0, lookbackDays: windowDays },
  conversionEvents: name === null ? [] : [name],
})

/** The credits of events that belong to one message each, such as replies. As for opens, no window applies. */
export const creditByMessage = (
  events: readonly StoredEvent[],
  findings: ReadonlyMap<string, SendFinding>,
  org: Crediting,
): readonly MetricCredit[] =>
  events.flatMap(event => {
    const send = findings.get(event.id)?.send
    if (!send?.counted || isConversion(event)) return []
    return metricsOf(event, org).map(([metric, amount]) => creditOf(event, metric, send, amount))
  })

/** The organisation's metrics that the event belongs to. A metric that was deleted since is none. */
const metricsOf = ({ metrics }: StoredEvent, { customMetrics }: Crediting) =>
  Object.entries(metrics ?? {}).flatMap(([id, amount]): readonly (readonly [CustomMetric, number])[] => {
    const metric = customMetrics.get(id)
    return metric ? [[metric, amount]] : []
  })

const creditOf = (
  { id, at }: StoredEvent,
  metric: CustomMetric,
  send: Send,
  amount: number,
): MetricCredit => ({
  ...{ metric: metric.id, send, eventId: id, at, amount },
  isRefund: false,
})
