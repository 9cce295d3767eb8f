import { type Static, type TSchema, Type } from 'typebox'
import { EVENT_TYPES, type EventType } from '../../core/events/event.ts'
import { MappingRule } from '../../core/mapping/rule.ts'
import { PageQuery, pageOf } from '../../runtime/http/page.ts'

const orNull = <Schema extends TSchema>(schema: Schema, description?: string) =>
  Type.Union([schema, Type.Null()], description === undefined ? {} : { description })
const text = (description: string) => Type.Optional(Type.String({ minLength: 1, description }))
const time = (description: string) => Type.String({ format: 'date-time', description })

// Names come from outside: a record of them must not be cut to those that fit a pattern.
const anything = (description: string) =>
  Type.Unsafe<Readonly<Record<string, unknown>>>({ type: 'object', additionalProperties: true, description })

export const OrgParams = Type.Object({ org: Type.String({ description: 'Slug of the organisation.' }) })
export const IdParams = Type.Object({ ...OrgParams.properties, id: Type.String() })

/** An event as the management interface shows it, wherever it shows one. Null: not known. */
export const StoredEvent = Type.Object(
  {
    id: Type.String(),
    platform: Type.String(),
    type: Type.Unsafe<EventType>({ type: 'string', enum: [...EVENT_TYPES] }),
    native_event: Type.String({ description: "The platform's own name for it." }),
    name: orNull(Type.String(), 'Of a conversion or custom event: what templates listen to.'),
    dedupe_key: orNull(Type.String(), 'Equal keys of one platform are the same event, reported again.'),
    occurred_at: orNull(time('When it happened, as the sender says.')),
    received_at: time('When it arrived.'),
    user_id: orNull(Type.String(), 'The user id, else the address.'),
    email: orNull(Type.String()),
    message_id: orNull(Type.String(), "The platform's id of the message."),
    tracking_id: orNull(Type.String()),
    campaign_id: orNull(Type.String()),
    template_ref: orNull(Type.String(), "The platform's id of the template."),
    channel: orNull(Type.String()),
    machine: orNull(Type.Boolean(), 'True when a program, not a person, opened or clicked.'),
    value: orNull(Type.Number(), 'In units of the currency.'),
    currency: orNull(Type.String()),
    outcome: Type.String({ description: 'What became of it, as far as is known now.' }),
    reason: orNull(Type.String(), 'Why it does not count.'),
    matched_by: orNull(Type.String(), 'How its decision was found.'),
    decision_id: orNull(Type.String(), 'The message it belongs to, also when it does not count for it.'),
    template_id: orNull(Type.String()),
    variant_id: orNull(Type.String()),
    request_id: Type.String({ description: 'The webhook call that brought it.' }),
    properties: anything('What else the sender said.'),
  },
  { $id: 'Event', title: 'Event' },
)
export type StoredEvent = Static<typeof StoredEvent>

/** `StoredEvent` inside of another schema, which `app.ts` makes known under its name. */
const EventRef = Type.Ref('Event')

const period = {
  from: text('Arrived at or after this moment. ISO 8601; UTC unless it says otherwise.'),
  to: text('Arrived before this moment.'),
}

export const EventsQuery = Type.Object({
  type: Type.Optional(Type.Unsafe<EventType>({ type: 'string', enum: [...EVENT_TYPES] })),
  user: text('A user id or an address.'),
  tracking_id: text('As the event carried it.'),
  message_id: text("The platform's id of the message."),
  template: text('Id of the template whose message it belongs to.'),
  platform: text('cio, itbl, events, …'),
  outcome: text('counted, unmatched, outside-window, …'),
  ...period,
  ...PageQuery,
})
export type EventsQuery = Static<typeof EventsQuery>

export const EventPage = pageOf(EventRef)

const Item = Type.Object(
  {
    outcome: Type.String({ description: 'What became of it, as far as is known now.' }),
    type: orNull(Type.String(), 'What it was taken for when it was read. Null where nobody knows.'),
    native_event: orNull(Type.String(), "The platform's own name for it."),
    name: orNull(Type.String(), 'The name that the event itself bears.'),
    reason: orNull(Type.String()),
    fix: orNull(Type.String(), 'What a person can do about it.'),
    event_id: orNull(Type.String(), 'The event it is; of a duplicate, the event that came first.'),
  },
  { title: 'RequestItem' },
)
export type Item = Static<typeof Item>

const summary = {
  id: Type.String(),
  platform: Type.String(),
  received_at: time('When it arrived.'),
  processed_at: orNull(time('When it was read.'), 'Null while it waits to be read, or to be read again.'),
  outcome: orNull(
    Type.String(),
    'What became of it when it was read: the outcome of its items, or mixed. Null before that.',
  ),
  reason: orNull(Type.String()),
  size_bytes: Type.Integer({ description: 'Of the body.' }),
  sample: Type.Boolean({ description: 'Whether it was invented here, and no platform sent it.' }),
  attempts: Type.Integer({
    description: 'How often it was read, or tried to be read, since the last replay.',
  }),
  items: Type.Array(Item, { description: 'What it was made of, in its order.' }),
}
export const RequestSummary = Type.Object(summary, { title: 'Request' })
export type RequestSummary = Static<typeof RequestSummary>

/** The filters that lists and replays share. */
const requestFilter = {
  platform: text('cio, itbl, events, …'),
  outcome: text('Of the whole call, when it was last read: counted, duplicate, unreadable, mixed, …'),
  reason: text('Why the call, or one of its items, does not count: in the very words of the answer.'),
  type: text('What one of its items was taken for: send, open, conversion, …'),
  event: text("The platform's own name of one of its items, or the name that the event bears."),
}

export const RequestsQuery = Type.Object({
  ...requestFilter,
  q: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 500,
      description:
        'Search. The whole of a user id, address, tracking id, message id, dedupe key, event id or request id; or any part of the body of a recent call.',
    }),
  ),
  pending: Type.Optional(Type.Boolean({ description: 'Whether it still waits to be read.' })),
  ...period,
  ...PageQuery,
})
export type RequestsQuery = Static<typeof RequestsQuery>

export const RequestPage = pageOf(RequestSummary)

export const RequestDetail = Type.Object(
  {
    ...summary,
    headers: anything('As they arrived; credentials are hidden.'),
    query: anything('As it arrived.'),
    body: Type.Object({
      encoding: Type.Unsafe<'utf-8' | 'base64'>({ type: 'string', enum: ['utf-8', 'base64'] }),
      text: Type.Optional(Type.String({ description: 'The exact bytes, where they are UTF-8.' })),
      base64: Type.Optional(Type.String({ description: 'The exact bytes, where they are not.' })),
    }),
    events: Type.Array(EventRef, { description: 'What it became.' }),
  },
  { title: 'RequestDetail' },
)
export type RequestDetail = Static<typeof RequestDetail>

export const EventNamesQuery = Type.Object({
  platform: text('cio, itbl, events, …'),
  unmapped: Type.Optional(
    Type.Boolean({ description: 'True: only names that nobody knows, or that no template counts.' }),
  ),
  ...PageQuery,
})
export type EventNamesQuery = Static<typeof EventNamesQuery>

export const EventName = Type.Object(
  {
    platform: Type.String(),
    event: Type.String({ description: 'What a rule of the event mapping would say.' }),
    native_event: Type.String({ description: "The platform's own name for it." }),
    type: orNull(Type.String(), 'What such an event is, by the mapping of today. Null where nobody knows.'),
    name: orNull(Type.String(), 'Of a conversion or custom event: what templates listen to.'),
    status: Type.Unsafe<'unknown' | 'not-listened' | 'mapped' | 'understood'>({
      type: 'string',
      enum: ['unknown', 'not-listened', 'mapped', 'understood'],
      description:
        'unknown: the platform says something that Parley does not know. not-listened: no template counts it as a conversion. mapped: by a rule. understood: without one.',
    }),
    rule: orNull(MappingRule, 'The rule of the event mapping that counts for it.'),
    count: Type.Integer({ description: 'How often it was reported, repetitions left out.' }),
    first_seen: time('When it first arrived.'),
    last_seen: time('When it last arrived.'),
    request_id: Type.String({ description: 'A call that it came with.' }),
    sample: Type.Unknown({
      description: 'What that call said of it, with personal data masked. Null when it is not kept any more.',
    }),
  },
  { title: 'EventName' },
)
export type EventName = Static<typeof EventName>

export const EventNamePage = pageOf(EventName)

const REPLAY_IDS_MAX = 1000

// The format `uuid` would also let urn:uuid:… through, which carries no time where we look for it.
const UUID = '^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$'

export const ReplayBody = Type.Object(
  {
    filter: Type.Object(
      {
        ...requestFilter,
        ...period,
        ids: Type.Optional(
          Type.Array(Type.String({ pattern: UUID }), { minItems: 1, maxItems: REPLAY_IDS_MAX }),
        ),
      },
      { minProperties: 1, additionalProperties: false, description: 'All of these must hold.' },
    ),
  },
  { title: 'ReplayInput', examples: [{ filter: { platform: 'events' } }], additionalProperties: false },
)
export type ReplayFilter = Static<typeof ReplayBody>['filter']

export const Replay = Type.Object(
  {
    id: Type.String(),
    state: Type.Unsafe<'running' | 'finished' | 'canceled'>({
      type: 'string',
      enum: ['running', 'finished', 'canceled'],
    }),
    filter: anything('Which calls.'),
    total: Type.Integer({ description: 'How many calls are read again.' }),
    done: Type.Integer({ description: 'How many of them have been.' }),
    changed: Type.Integer({ description: 'How many of those came to something else than before.' }),
    counted: Type.Integer({ description: 'How many events in them count now.' }),
    created_at: time('When it was asked for.'),
    finished_at: orNull(time('When the last call was read, or when it was canceled.')),
    finished: Type.Boolean({ description: 'Whether nothing more will be read.' }),
  },
  { title: 'Replay' },
)
export type Replay = Static<typeof Replay>

export const ReplayPage = pageOf(Replay)
export const ListQuery = Type.Object(PageQuery)
