import { type Static, Type } from 'typebox'
import { EVENT_TYPES, type EventType } from '../../core/events/event.ts'
import { STANDINGS, type Standing } from '../../core/events/standing.ts'
import { MappingRule } from '../../core/mapping/rule.ts'
import { PLATFORM_SLUGS } from '../../core/platforms/index.ts'
import { OrgParams, orNull, time } from '../../runtime/http/fields.ts'
import { PageQuery, pageOf } from '../../runtime/http/page.ts'
import { lookBackPageOf } from '../../runtime/lists/look-back.ts'
import { EVENT, EVENT_NAME, REQUEST, REQUEST_DETAIL } from './examples.ts'
import { Actions, NearMiss, Step } from './inspect/schema.ts'
import { STANDING } from './summary/schema.ts'

const text = (description: string) => Type.Optional(Type.String({ minLength: 1, description }))

// Names come from outside: a record of them must not be cut to those that fit a pattern.
export const anything = (description: string) =>
  Type.Unsafe<Readonly<Record<string, unknown>>>({ type: 'object', additionalProperties: true, description })

export const IdParams = Type.Object({ ...OrgParams.properties, id: Type.String() })

/** An event as the management interface shows it, wherever it shows one. Null: not known. */
export const StoredEvent = Type.Object(
  {
    id: Type.String(),
    platform: Type.String(),
    type: Type.Unsafe<EventType>({ type: 'string', enum: [...EVENT_TYPES] }),
    native_event: Type.String({ description: 'Name of the event at the platform.' }),
    name: orNull(
      Type.String(),
      'Name of a conversion or custom event. Templates count conversions by this name.',
    ),
    dedupe_key: orNull(
      Type.String(),
      'Key for removing duplicates. Events of one platform with equal keys are the same event.',
    ),
    occurred_at: orNull(time('Time of the event, by the clock of the sender.')),
    received_at: time('Time of arrival.'),
    user_id: orNull(Type.String(), 'User id, else email address.'),
    email: orNull(Type.String()),
    message_id: orNull(Type.String(), 'Id of the message at the platform.'),
    tracking_id: orNull(Type.String()),
    campaign_id: orNull(Type.String()),
    template_ref: orNull(Type.String(), 'Id of the template at the platform.'),
    channel: orNull(Type.String()),
    machine: orNull(Type.Boolean(), 'True when a program opened or clicked.'),
    value: orNull(Type.Number(), 'Amount in units of the currency. Negative for a refund.'),
    currency: orNull(Type.String()),
    outcome: Type.String({
      description:
        'Result of matching, such as counted, unmatched or outside-window. It can change until the window ends. compared: another channel counts for events of its name. compared: another channel counts for events of its name. unreadable: the time of the event cannot be read, so the event counts in no figure.',
    }),
    reason: orNull(
      Type.String(),
      'Reason why the event does not count, and which of its values could not be read.',
    ),
    matched_by: orNull(
      Type.String(),
      'How the event was matched to its decision: decision, tracking-id, message-id, campaign or person.',
    ),
    decision_id: orNull(
      Type.String(),
      'Decision of the message that the event belongs to, also when the event does not count.',
    ),
    template_id: orNull(Type.String()),
    variant_id: orNull(Type.String()),
    metrics: orNull(
      Type.Array(Type.String()),
      'The custom metrics that the event belongs to, as custom:<id>. The trace of its person shows the messages that it counts for. Null if there are none.',
    ),
    why_not: orNull(
      Type.Object({
        code: Type.String({ description: 'The outcome.' }),
        detail: Type.String({ description: 'Why the event does not count, as a sentence.' }),
      }),
      'Why the event does not count. Null when it counts.',
    ),
    request_id: Type.String({ description: 'Id of the webhook call that contained the event.' }),
    properties: anything('Further fields of the event.'),
  },
  { $id: 'Event', title: 'Event', examples: [EVENT] },
)
export type StoredEvent = Static<typeof StoredEvent>

/** `StoredEvent` inside of another schema, which `app.ts` makes known under its name. */
const EventRef = Type.Unsafe<StoredEvent>(Type.Ref('Event'))

export const period = {
  from: text('Only arrivals at or after this time. ISO 8601; UTC by default.'),
  to: text('Only arrivals before this time.'),
}

export const EventsQuery = Type.Object({
  type: Type.Optional(Type.Unsafe<EventType>({ type: 'string', enum: [...EVENT_TYPES] })),
  user: text('A user id or an address.'),
  tracking_id: text('Tracking id in the event.'),
  message_id: text('Id of the message at the platform.'),
  template: text('Id of the template of the message.'),
  platform: text(PLATFORM_SLUGS),
  outcome: text('counted, unmatched, outside-window, …'),
  ...period,
  ...PageQuery,
})
export type EventsQuery = Static<typeof EventsQuery>

export const EventPage = lookBackPageOf(EventRef)

const Item = Type.Object(
  {
    outcome: Type.String({
      description:
        'Result of matching, such as counted, unmatched or outside-window. It can change until the window ends. unreadable: the time of the event cannot be read, so the event counts in no figure.',
    }),
    type: orNull(Type.String(), 'Event type when the call was processed. Null when unknown.'),
    native_event: orNull(Type.String(), 'Name of the event at the platform.'),
    name: orNull(Type.String(), 'Name in the event itself.'),
    reason: orNull(Type.String()),
    fix: orNull(Type.String(), 'How to mend it.'),
    event_id: orNull(Type.String(), 'Id of the stored event. For a duplicate, the id of the first event.'),
  },
  { title: 'RequestItem' },
)
export type Item = Static<typeof Item>

const ItemDetail = Type.Object(
  {
    ...Item.properties,
    steps: Type.Array(Step, { description: 'The way of the item to a figure, in order.' }),
    near_misses: Type.Array(NearMiss, {
      description: 'For an event that does not count: messages to this person, and why it counts for none.',
    }),
  },
  { title: 'RequestItemDetail' },
)

/** Who needs to do what about a call. Null before its first processing. */
const standing = Type.Union([Type.Unsafe<Standing>({ type: 'string', enum: [...STANDINGS] }), Type.Null()], {
  description: `${STANDING} Null: not processed yet.`,
})

const summary = {
  id: Type.String(),
  platform: Type.String(),
  received_at: time('Time of arrival.'),
  processed_at: orNull(
    time('Time of processing.'),
    'Time of processing. Null while the call waits for processing or for a replay.',
  ),
  outcome: orNull(
    Type.String(),
    'Outcome of the items, or mixed when they differ. refused: verification failed, so the call was not stored. Null before processing.',
  ),
  standing,
  reason: orNull(Type.String()),
  took_ms: orNull(Type.Integer(), 'Milliseconds from arrival to the latest processing.'),
  subject: orNull(Type.String(), 'The person, masked. Null when unknown.'),
  subject_ref: orNull(
    Type.String(),
    'Text that stands for the person in the address of a trace: /people/{subject_ref}.',
  ),
  template_id: orNull(Type.String(), 'Template of the message of the first item with one.'),
  variant_id: orNull(Type.String(), 'Variant of that message.'),
  size_bytes: Type.Integer({ description: 'Size of the body.' }),
  sample: Type.Boolean({ description: 'Whether Parley made the call as a sample.' }),
  attempts: Type.Integer({
    description: 'Number of processing attempts since the last replay.',
  }),
  items: Type.Array(Item, { description: 'Items of the call, in their order.' }),
}
export const RequestSummary = Type.Object(summary, { title: 'Request', examples: [REQUEST] })
export type RequestSummary = Static<typeof RequestSummary>

/** The filters that lists and replays share. */
export const requestFilter = {
  platform: text(PLATFORM_SLUGS),
  outcome: text(
    'Outcome of the whole call when it was last processed: counted, duplicate, unreadable, mixed, … Or refused.',
  ),
  reason: text('Exact `reason` of the call or of one of its items.'),
  type: text('Type of one of its items: send, open, conversion, …'),
  event: text('Name of one of its items: at the platform or in the event itself.'),
}

export const RequestsQuery = Type.Object({
  ...requestFilter,
  template: text('Id of the template of a message that an item belongs to.'),
  q: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 500,
      description:
        'Search text: a complete user id, address, tracking id, message id, dedupe key, event id or request id; the `subject_ref` of a row, which keeps an address out of the URL; or any part of the body of a recent call.',
    }),
  ),
  pending: Type.Optional(Type.Boolean({ description: 'Whether the call still waits for processing.' })),
  ...period,
  ...PageQuery,
})
export type RequestsQuery = Static<typeof RequestsQuery>

/** The filters of the live log: those of the list. */
export const LiveQuery = Type.Object({
  ...requestFilter,
  template: RequestsQuery.properties.template,
  q: RequestsQuery.properties.q,
})
export type LiveQuery = Static<typeof LiveQuery>

export const RequestPage = Type.Object(
  {
    ...lookBackPageOf(RequestSummary).properties,
    complete_back_to: orNull(
      time('Bodies of earlier calls were not searched.'),
      'With `q`: bodies of calls that arrived earlier were not searched. Ids and addresses are found at any age. Null: all bodies were searched.',
    ),
  },
  { title: 'RequestPage' },
)

export const RequestDetail = Type.Object(
  {
    ...summary,
    items: Type.Array(ItemDetail, { description: 'Items of the call, in their order.' }),
    masked: Type.Boolean({
      description: 'Whether personal data is masked, because the reader may not see it.',
    }),
    address_prefix: orNull(Type.String(), 'Network of the sender of a refused call.'),
    actions: Actions,
    headers: anything('Headers of the call. Credentials are hidden. Of a refused call, only names are kept.'),
    query: anything('Query string of the call.'),
    body: Type.Object({
      encoding: Type.Unsafe<'utf-8' | 'base64'>({ type: 'string', enum: ['utf-8', 'base64'] }),
      text: Type.Optional(Type.String({ description: 'The body, when it is valid UTF-8.' })),
      base64: Type.Optional(Type.String({ description: 'The body in base64, when it is not valid UTF-8.' })),
    }),
    events: Type.Array(EventRef, { description: 'Events that Parley read from the call.' }),
  },
  {
    title: 'RequestDetail',
    examples: [REQUEST_DETAIL],
  },
)
export type RequestDetail = Static<typeof RequestDetail>

export const EventNamesQuery = Type.Object({
  platform: text(PLATFORM_SLUGS),
  unmapped: Type.Optional(
    Type.Boolean({ description: 'True: only names that Parley does not know or that no template counts.' }),
  ),
  ...PageQuery,
})
export type EventNamesQuery = Static<typeof EventNamesQuery>

export const EventName = Type.Object(
  {
    platform: Type.String(),
    event: Type.String({ description: 'Value for `event` in a rule of the event mapping.' }),
    native_event: Type.String({ description: 'Name of the event at the platform.' }),
    type: orNull(Type.String(), 'Event type by the current mapping. Null when unknown.'),
    name: orNull(
      Type.String(),
      'Name of a conversion or custom event. Templates count conversions by this name.',
    ),
    status: Type.Unsafe<'unknown' | 'not-listened' | 'mapped' | 'understood'>({
      type: 'string',
      enum: ['unknown', 'not-listened', 'mapped', 'understood'],
      description:
        'unknown: Parley does not know the event. not-listened: no template counts it as a conversion. mapped: a rule of the event mapping applies. understood: Parley knows it without a rule.',
    }),
    rule: orNull(MappingRule, 'Rule of the event mapping that applies.'),
    count: Type.Integer({ description: 'Number of events, without duplicates.' }),
    first_seen: time('Time of the first arrival.'),
    last_seen: time('Time of the last arrival.'),
    request_id: Type.String({ description: 'Id of a webhook call with such an event.' }),
    sample: Type.Unknown({
      description: 'The event in that call, with personal data masked. Null when the call was deleted.',
    }),
  },
  {
    title: 'EventName',
    examples: [EVENT_NAME],
  },
)
export type EventName = Static<typeof EventName>

export const EventNamePage = pageOf(EventName)

export const ListQuery = Type.Object(PageQuery)
