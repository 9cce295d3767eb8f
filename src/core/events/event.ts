/** What a report can be about, whatever the platform calls it. */
export const EVENT_TYPES = [
  'send',
  'delivery',
  'open',
  'click',
  'conversion',
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
 * The one shape that every platform's reports become. Null means that the platform did not say.
 * Ids from outside are text, whatever the platform sends.
 */
export interface Event {
  readonly type: EventType
  /** Sets apart what shares a type but is not counted alike, such as a click on the unsubscribe page. */
  readonly subtype: string | null
  /** The platform's own name for it, such as `email.opened` or `emailOpen`. */
  readonly nativeEvent: string
  /** The name of a conversion or custom event, such as `purchase`: what templates listen to. */
  readonly name: string | null
  /** Equal keys of one platform are the same event, reported again. */
  readonly dedupeKey: string | null
  /** What happens once although reports of it have different keys, such as an order: counts instead of `dedupeKey`. */
  readonly onceKey: string | null
  readonly occurredAt: Date | null
  readonly userId: string | null
  /** Lower case. */
  readonly email: string | null
  /** The platform's id of the message. */
  readonly messageId: string | null
  /** What tells one person's message from another's, where the platform gives several the same message id. */
  readonly messageKey: string | null
  readonly trackingId: string | null
  /** The decision, or the variant, named outright by a sender who kept it. */
  readonly decisionId: string | null
  readonly copyId: string | null
  readonly campaignId: string | null
  readonly templateRef: string | null
  /** Every platform id by which a template's integration settings may recognise the message. */
  readonly refs: Readonly<Record<string, string>>
  readonly channel: string | null
  /** True when a program, not a person, opened or clicked. */
  readonly machine: boolean | null
  /** In units of the currency, as the sender wrote it. */
  readonly value: number | null
  readonly currency: string | null
  /** What else the sender said. */
  readonly properties: Readonly<Record<string, unknown>>
}

const NOTHING_SAID: Omit<Event, 'type' | 'nativeEvent'> = {
  subtype: null,
  name: null,
  dedupeKey: null,
  onceKey: null,
  occurredAt: null,
  userId: null,
  email: null,
  messageId: null,
  messageKey: null,
  trackingId: null,
  decisionId: null,
  copyId: null,
  campaignId: null,
  templateRef: null,
  refs: {},
  channel: null,
  machine: null,
  value: null,
  currency: null,
  properties: {},
}

/** An event from what is known; the rest is null. */
export const createEvent = (known: Pick<Event, 'type' | 'nativeEvent'> & Partial<Event>): Event => ({
  ...NOTHING_SAID,
  ...known,
})
