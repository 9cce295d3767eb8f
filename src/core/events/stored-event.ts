import type { EventType } from './event.ts'

/** An event as it is stored: what its sender said, as far as matching and counting look at it, and what came of it. */
export interface StoredEvent {
  readonly id: string
  readonly requestId: string
  readonly receivedAt: Date
  /** When it happened; when it arrived, if the sender did not say. */
  readonly at: Date
  readonly platform: string
  readonly type: EventType
  readonly subtype: string | null
  readonly name: string | null
  /** The user id, else the address. */
  readonly userKey: string | null
  readonly email: string | null
  /** What tells messages apart; the platform's own id of the message is among the refs where that is something else. */
  readonly messageId: string | null
  readonly trackingId: string | null
  /** The platform's ids and, beside them, the decision or variant that the sender named outright. */
  readonly refs: Readonly<Record<string, string>>
  readonly machine: boolean | null
  readonly amountMinor: number | null
  readonly currency: string | null
  /** Null until the event has been looked at for the first time, like the two below. */
  readonly outcome: EventOutcome | null
  /** How its decision was found. */
  readonly matchedBy: Way | null
  readonly decisionId: string | null
}

/** What becomes of an event. The words are part of the contract. */
export type EventOutcome =
  | 'counted'
  | 'noted'
  | 'ignored'
  | 'preview'
  | 'not-listened'
  | 'outside-window'
  | 'unmatched'

/** The ways to find an event's decision, best first. */
export const WAYS = ['decision', 'tracking-id', 'message-id', 'campaign', 'person'] as const
export type Way = (typeof WAYS)[number]

/** What came of one event, and why. */
export interface Finding<Found extends FoundMessage = FoundMessage> {
  readonly outcome: EventOutcome
  readonly reason: string | null
  readonly matchedBy: Way | null
  /** The message it belongs to, also when it does not count for it. */
  readonly send: Found | null
}

/** A decision, seen as a message that went out. */
export interface FoundMessage {
  readonly id: string
  readonly templateId: string
  readonly variantId: string | null
}

/** What attribution is asked to look at. */
export interface EventsToAttribute {
  /** Events that are not stored yet. */
  readonly arrived: readonly StoredEvent[]
  /** Stored events to look at anew, as they are read now. */
  readonly again: readonly StoredEvent[]
  /** As they were read until now: those of `again`, and others that are stored no more. */
  readonly before: readonly StoredEvent[]
  readonly now: Date
}

/** Conversions are credited by time and name; everything else belongs to its message. */
export const isConversion = ({ type }: Pick<StoredEvent, 'type'>): boolean =>
  type === 'conversion' || type === 'custom'

/**
 * Whether a conversion is about its message alone, such as a tour that was completed: then it never
 * counts for another message, however well the time fits.
 */
export const isOfMessage = ({ type, subtype }: Pick<StoredEvent, 'type' | 'subtype'>): boolean =>
  type === 'conversion' && subtype !== null
