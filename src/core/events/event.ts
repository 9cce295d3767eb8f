import type { Unread } from '../values/unread.ts'

/** The types of events, the same for all platforms. */
export const EVENT_TYPES = [
  'send',
  'delivery',
  'open',
  'click',
  'conversion',
  'refund',
  'custom',
  'unsubscribe',
  'subscribe',
  'preference_change',
  'bounce',
  'complaint',
  'dropped',
  'failed',
  'deferred',
  'reply',
  'dismiss',
  'control',
  'handshake',
  'user_deletion',
  'ignored',
] as const

export type EventType = (typeof EVENT_TYPES)[number]

/**
 * An event in the common form of all platforms. Null means that the platform did not give the value. Ids are text,
 * whatever type the platform sends.
 */
export interface Event {
  readonly type: EventType
  /** Distinguishes events of one type that are counted differently, such as a click on the unsubscribe page. */
  readonly subtype: string | null
  /** The platform's name of the event, such as `email.opened` or `emailOpen`. */
  readonly nativeEvent: string
  /**
   * The name of a conversion or custom event, such as `purchase`. Templates list the names that count as conversions.
   */
  readonly name: string | null
  /** Events of one platform with equal keys are the same event, reported again. */
  readonly dedupeKey: string | null
  /**
   * The key of a thing that happens once although its reports have different keys, such as an order. Used in place of
   * `dedupeKey`.
   */
  readonly onceKey: string | null
  readonly occurredAt: Date | null
  readonly userId: string | null
  /** Lower case. */
  readonly email: string | null
  /** The platform's id of the message. */
  readonly messageId: string | null
  /** The key of one person's message, for platforms that give the messages of several people the same id. */
  readonly messageKey: string | null
  readonly trackingId: string | null
  /** The decision or the variant, if the sender stored its id and names it directly. */
  readonly decisionId: string | null
  readonly copyId: string | null
  readonly campaignId: string | null
  readonly templateRef: string | null
  /** All platform ids by which a template's integration settings may recognise the message. */
  readonly refs: Readonly<Record<string, string>>
  readonly channel: string | null
  /** True if a program, not a person, opened or clicked. */
  readonly machine: boolean | null
  /** The amount in units of the currency, as the sender wrote it. */
  readonly value: number | null
  readonly currency: string | null
  /** The currencies that the amount's sign may mean, such as $, if the sender named none. Null: any. */
  readonly currencies: readonly string[] | null
  /** Values that the sender gave and nobody can read. Such a value is null above, like one that is absent. */
  readonly unread: readonly Unread[]
  /** Other values from the sender. */
  readonly properties: Readonly<Record<string, unknown>>
}

/** Creates an event from known values. All others are null. Written out, so that V8 makes one shape of all events. */
export const createEvent = ({
  type,
  subtype = null,
  nativeEvent,
  name = null,
  dedupeKey = null,
  onceKey = null,
  occurredAt = null,
  userId = null,
  email = null,
  messageId = null,
  messageKey = null,
  trackingId = null,
  decisionId = null,
  copyId = null,
  campaignId = null,
  templateRef = null,
  refs = {},
  channel = null,
  machine = null,
  value = null,
  currency = null,
  currencies = null,
  unread = [],
  properties = {},
}: Pick<Event, 'type' | 'nativeEvent'> & Partial<Event>): Event => ({
  type,
  subtype,
  nativeEvent,
  name,
  dedupeKey,
  onceKey,
  occurredAt,
  userId,
  email,
  messageId,
  messageKey,
  trackingId,
  decisionId,
  copyId,
  campaignId,
  templateRef,
  refs,
  channel,
  machine,
  value,
  currency,
  currencies,
  unread,
  properties,
})
