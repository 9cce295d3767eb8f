import type { FoundMessage, StoredEvent } from '../../core/events/stored-event.ts'

/** The reason of decisions that nobody asked for: the platform told of a control of its own. */
export const EXTERNAL_CONTROL = 'external-control'

/** A decision seen as a message that went out. */
export interface Send extends FoundMessage {
  readonly decidedAt: Date
  /** The platform's send event when there is one, else the decision. */
  readonly sentAt: Date
  readonly arm: string
  readonly counted: boolean
  /** What a contextual policy knew of the person, see `cellOf` in src/core/bandit; '' without one. */
  readonly cell: string
  /** The probability with which the message got its variant. */
  readonly propensity: number
  /** Whether the even share chose it. */
  readonly isEven: boolean
  /** A control of the platform's own, of which its events have told. */
  readonly isExternal: boolean
  readonly userKey: string | null
  readonly email: string | null
  /** The windows that the request asked for, in place of the template's. */
  readonly windows: { readonly lookback_days: number | null; readonly offset_days: number | null } | null
}

/** What one event adds to a message. */
export const METRICS = [
  'send',
  'delivery',
  'open',
  'impression',
  'click',
  'conversion',
  'unsubscribe',
  'bounce',
  'complaint',
] as const
export type CountedMetric = (typeof METRICS)[number]

/** The figure that an event belongs to, or undefined when it is only noted. */
export function metricOf({
  type,
  subtype,
}: Pick<StoredEvent, 'type' | 'subtype'>): CountedMetric | undefined {
  // A click on the preference centre's link says nothing about the wording.
  if (type === 'click' && subtype === 'unsubscribe_page') return undefined
  if (type === 'custom') return 'conversion'
  // What is made where it is seen, such as a product tour, is reported once: as seen. It counts as sent, too.
  if (type === 'open' && subtype === 'impression') return 'impression'
  return METRICS.find(metric => metric === type)
}

/** The figure that an event makes of a certain message: who was put into a control group that gets nothing counts as sent. */
export const metricFor = (
  event: Pick<StoredEvent, 'type' | 'subtype'>,
  send: Send,
): CountedMetric | undefined => (event.type === 'control' && send.isExternal ? 'send' : metricOf(event))
