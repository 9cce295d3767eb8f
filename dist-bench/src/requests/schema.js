import { Type } from 'typebox';
import { EVENT_TYPES } from '../events/event.js';
import { PageQuery, pageOf } from '../http/page.js';
const orNull = (schema, description) => Type.Union([schema, Type.Null()], description === undefined ? {} : { description });
const text = (description) => Type.Optional(Type.String({ minLength: 1, description }));
const time = (description) => Type.String({ format: 'date-time', description });
// Names come from outside: a record of them must not be cut to those that fit a pattern.
const anything = (description) => Type.Unsafe({ type: 'object', additionalProperties: true, description });
export const OrgParams = Type.Object({ org: Type.String({ description: 'Slug of the organisation.' }) });
export const IdParams = Type.Object({ ...OrgParams.properties, id: Type.String() });
/** An event as the management interface shows it, wherever it shows one. Null: not known. */
export const StoredEvent = Type.Object({
    id: Type.String(),
    platform: Type.String(),
    type: Type.Unsafe({ type: 'string', enum: [...EVENT_TYPES] }),
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
}, { $id: 'Event', title: 'Event' });
/** `StoredEvent` inside of another schema, which `app.ts` makes known under its name. */
const EventRef = Type.Ref('Event');
const period = {
    from: text('Arrived at or after this moment. ISO 8601; UTC unless it says otherwise.'),
    to: text('Arrived before this moment.'),
};
export const EventsQuery = Type.Object({
    type: Type.Optional(Type.Unsafe({ type: 'string', enum: [...EVENT_TYPES] })),
    user: text('A user id or an address.'),
    tracking_id: text('As the event carried it.'),
    message_id: text("The platform's id of the message."),
    template: text('Id of the template whose message it belongs to.'),
    platform: text('cio, itbl, events, …'),
    outcome: text('counted, unmatched, outside-window, …'),
    ...period,
    ...PageQuery,
});
export const EventPage = pageOf(EventRef);
const Item = Type.Object({
    outcome: Type.String({ description: 'What became of it, as far as is known now.' }),
    reason: orNull(Type.String()),
    fix: orNull(Type.String(), 'What a person can do about it.'),
    event_id: orNull(Type.String(), 'The event it is; of a duplicate, the event that came first.'),
});
const summary = {
    id: Type.String(),
    platform: Type.String(),
    received_at: time('When it arrived.'),
    processed_at: orNull(time('When it was read.'), 'Null while it waits to be read, or to be read again.'),
    outcome: orNull(Type.String(), 'What became of it when it was read: the outcome of its items, or mixed. Null before that.'),
    reason: orNull(Type.String()),
    size_bytes: Type.Integer({ description: 'Of the body.' }),
    attempts: Type.Integer({
        description: 'How often it was read, or tried to be read, since the last replay.',
    }),
    items: Type.Array(Item, { description: 'What it was made of, in its order.' }),
};
export const RequestSummary = Type.Object(summary);
export const RequestsQuery = Type.Object({
    platform: text('cio, itbl, events, …'),
    outcome: text('Of the whole call, when it was read: counted, duplicate, unreadable, mixed, …'),
    pending: Type.Optional(Type.Boolean({ description: 'Whether it still waits to be read.' })),
    ...period,
    ...PageQuery,
});
export const RequestPage = pageOf(RequestSummary);
export const RequestDetail = Type.Object({
    ...summary,
    headers: anything('As they arrived; credentials are hidden.'),
    query: anything('As it arrived.'),
    body: Type.Object({
        encoding: Type.Unsafe({ type: 'string', enum: ['utf-8', 'base64'] }),
        text: Type.Optional(Type.String({ description: 'The exact bytes, where they are UTF-8.' })),
        base64: Type.Optional(Type.String({ description: 'The exact bytes, where they are not.' })),
    }),
    events: Type.Array(EventRef, { description: 'What it became.' }),
});
const REPLAY_IDS_MAX = 1000;
// The format `uuid` would also let urn:uuid:… through, which carries no time where we look for it.
const UUID = '^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$';
export const ReplayBody = Type.Object({
    filter: Type.Object({
        platform: text('cio, itbl, events, …'),
        outcome: text('Of the whole call, when it was last read.'),
        ...period,
        ids: Type.Optional(Type.Array(Type.String({ pattern: UUID }), { minItems: 1, maxItems: REPLAY_IDS_MAX })),
    }, { minProperties: 1, additionalProperties: false, description: 'All of these must hold.' }),
}, { additionalProperties: false });
export const Replay = Type.Object({
    id: Type.String(),
    total: Type.Integer({ description: 'How many calls are read again.' }),
    done: Type.Integer({ description: 'How many of them have been.' }),
    created_at: time('When it was asked for.'),
    finished: Type.Boolean(),
});
