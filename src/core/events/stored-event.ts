import type { EventType } from './event.ts'

/** A stored event: the fields that matching and counting use, and its result. */
export interface StoredEvent {
  readonly id: string
  readonly requestId: string
  readonly receivedAt: Date
  /** When it happened or, if the sender gave no time, when it arrived. */
  readonly at: Date
  readonly platform: string
  readonly type: EventType
  readonly subtype: string | null
  readonly name: string | null
  /** The user id, else the address. */
  readonly userKey: string | null
  readonly email: string | null
  /** The id that distinguishes messages. If the platform's own message id does not, that id is in `refs`. */
  readonly messageId: string | null
  readonly trackingId: string | null
  /** The platform's ids, and the decision or variant that the sender named directly. */
  readonly refs: Readonly<Record<string, string>>
  readonly machine: boolean | null
  readonly amountMinor: number | null
  readonly currency: string | null
  /** The hours after its message in which it counts, in place of the template's window; null: the template's. */
  readonly lookbackHours: number | null
  /** The custom metrics that it belongs to, by id, each with its amount: see `metricAmounts`. Null if there are none. */
  readonly metrics: Readonly<Record<string, number>> | null
  /** Null until the event has been attributed for the first time, like the two fields below. */
  readonly outcome: EventOutcome | null
  /** How its decision was found. */
  readonly matchedBy: Way | null
  readonly decisionId: string | null
  /** Whether an export of a warehouse reported it, not a webhook. */
  readonly isExported: boolean
}

/** The outcomes of events. These words are part of the API. */
export type EventOutcome =
  | 'counted'
  | 'noted'
  | 'ignored'
  | 'preview'
  | 'not-listened'
  | 'outside-window'
  | 'unmatched'
  /** Its time cannot be read. It takes no part in attribution. */
  | 'unreadable'
  /** Another channel counts for events of its name. It takes no part in attribution. */
  | 'compared'

/** The ways to find an event's decision, from most to least certain. */
export const WAYS = ['decision', 'tracking-id', 'message-id', 'campaign', 'person'] as const
export type Way = (typeof WAYS)[number]

/** The result of attributing one event. */
export interface Finding<Found extends FoundMessage = FoundMessage> {
  readonly outcome: EventOutcome
  readonly reason: string | null
  readonly matchedBy: Way | null
  /** The message that the event belongs to, even if it does not count for it. */
  readonly send: Found | null
}

/** A decision as a message that was sent. */
export interface FoundMessage {
  readonly id: string
  readonly templateId: string
  readonly variantId: string | null
}

/** The events to attribute. */
export interface EventsToAttribute {
  /** Events that are not stored yet. */
  readonly arrived: readonly StoredEvent[]
  /** The new readings of stored events. */
  readonly again: readonly StoredEvent[]
  /** The former readings: of events in `again`, and of events that are no longer stored. */
  readonly before: readonly StoredEvent[]
  readonly now: Date
}

/**
 * Whether an event is credited by time and name, or takes money back from what was. All other events belong to one
 * message.
 */
export const isConversion = ({ type }: Pick<StoredEvent, 'type'>): boolean =>
  type === 'conversion' || type === 'custom' || type === 'refund'

/**
 * Whether a conversion belongs to its message alone, such as a completed tour. It never counts for another message,
 * even within its window.
 */
export const isOfMessage = ({ type, subtype }: Pick<StoredEvent, 'type' | 'subtype'>): boolean =>
  type === 'conversion' && subtype !== null

/** The subtype of a refund that says no amount: it takes back all the money of its order. */
export const WHOLE_ORDER = 'whole_order'

export const isWholeRefund = ({ type, subtype }: Pick<StoredEvent, 'type' | 'subtype'>): boolean =>
  type === 'refund' && subtype === WHOLE_ORDER
