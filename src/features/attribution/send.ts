import type { Finding, FoundMessage, StoredEvent } from '../../core/events/stored-event.ts'
import { type CountedEvent, countedAs } from '../../core/measure/measures.ts'

/** A decision seen as a message that went out. */
export interface Send extends FoundMessage {
  readonly decidedAt: Date
  /** The time of the platform's send event if there is one, else of the decision. */
  readonly sentAt: Date
  readonly arm: string
  readonly counted: boolean
  /** The person's attributes that a contextual policy used, see `cellOf` in src/core/measure; '' for other policies. */
  readonly cell: string
  /** The probability with which the message got its variant. */
  readonly propensity: number
  /** Whether the variant was chosen by the even share of traffic. */
  readonly isEven: boolean
  /** Whether the message is an external control, known from the platform's events. */
  readonly isExternal: boolean
  readonly userKey: string | null
  readonly email: string | null
  /** The attribution windows of the request, which replace the template's. */
  readonly windows: { readonly lookback_days: number | null; readonly offset_days: number | null } | null
}

/** What an event counts for one message. */
export interface Share {
  readonly send: Send
  /** In minor units of the currency. */
  readonly amountMinor: number | null
  readonly currency: string | null
}

/** The result of attributing one event, with its message. */
export type SendFinding = Finding<Send>

/**
 * The figure that an event adds to for this message. For an external control, an event of type `control` counts as
 * sent: the person is in a control group that gets no message.
 */
export const metricFor = (
  event: Pick<StoredEvent, 'type' | 'subtype'>,
  send: Send,
): CountedEvent | undefined => (event.type === 'control' && send.isExternal ? 'send' : countedAs(event))
