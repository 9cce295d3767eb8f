import { type Static, type TSchema, Type } from 'typebox'
import { TRANSPORTS, type TransportSlug } from '../../runtime/catalog/transports.ts'
import { PageQuery, pageOf } from '../../runtime/http/page.ts'
import { plainText } from '../../runtime/http/plain-text.ts'

// Null is as good as absent, as in the Generate API.
function field<Value>(type: string | readonly string[], description: string, more: object = {}) {
  return Type.Optional(Type.Unsafe<Value | null>({ type: [type, 'null'].flat(), description, ...more }))
}
const text = (description: string) => field<string | number>(['string', 'number'], description)
type Values = Readonly<Record<string, unknown>>
const DAYS = { minimum: 0, maximum: 90 }

export const OrgParams = Type.Object({ org: Type.String({ description: 'Slug of the organisation.' }) })
export const IdParams = Type.Object({
  ...OrgParams.properties,
  id: plainText('Id of the delivery, or its request id.'),
})
export const TransportParams = Type.Object({ ...OrgParams.properties, slug: plainText('smtp', 'smtp') })

export const DeliverBody = Type.Object(
  {
    template_id: text('The template to choose a wording from, and to send by. Required.'),
    email: text('Address of the person.'),
    phone: text('Number of the person, for SMS.'),
    user_id: text('Your id of the person.'),
    copy_id: text('Forces one variant. It is sent, and never counted.'),
    attrs: field<Values>('object', 'What is known of the person; decides which variants are eligible.'),
    fields: field<Values>('object', 'Values that the wording inserts with Liquid.'),
    lookback_days: field<number>('number', 'How long after this message a conversion counts, in days.', DAYS),
    offset_days: field<number>(
      'number',
      'How long after this message conversions do not count yet, in days.',
      DAYS,
    ),
    use_cache: field<boolean>(
      'boolean',
      'Accepted for compatibility: every request id is a message of its own, with one choice however often it is sent.',
    ),
    epsilon: field<number>(
      'number',
      "Share of choices made evenly at random, instead of the template's own.",
      {
        minimum: 0,
        maximum: 1,
      },
    ),
    request_id: text(
      'Your id of this message: the same id never sends twice. Also read from the Idempotency-Key header. Default: one is made.',
    ),
  },
  {
    title: 'DeliverInput',
    examples: [
      {
        template_id: 'welcome-email',
        email: 'ann@example.com',
        user_id: 'user-1',
        request_id: 'welcome-user-1',
      },
    ],
  },
)
export type DeliverBody = Static<typeof DeliverBody>

export const DeliverAnswer = Type.Object(
  {
    status: Type.Literal('ok', { description: 'The message is stored and will be sent.' }),
    request_id: Type.String({ description: 'Under which it is found, and by which reports join it.' }),
  },
  { title: 'AcceptedMessage' },
)
export type DeliverAnswer = Static<typeof DeliverAnswer>

export const DELIVERY_STATES = ['queued', 'sending', 'sent', 'unknown', 'dead', 'canceled'] as const
export type DeliveryState = (typeof DELIVERY_STATES)[number]

const State = Type.Unsafe<DeliveryState>({
  type: 'string',
  enum: [...DELIVERY_STATES],
  description:
    'queued: waits for its turn or its next try; sending; sent: the vendor has it; unknown: the vendor may have it, so it is not tried again by itself; dead: given up; canceled: its person was erased.',
})
const Slug = Type.Unsafe<TransportSlug>({ type: 'string', enum: [...TRANSPORTS] })

export const DeliveriesQuery = Type.Object({
  state: Type.Optional(State),
  transport: Type.Optional(Slug),
  template: Type.Optional(plainText('Id of the template.')),
  user: Type.Optional(plainText('A user id, an address or a number.')),
  request_id: Type.Optional(plainText('Exactly this one.')),
  ...PageQuery,
})
export type DeliveriesQuery = Static<typeof DeliveriesQuery>

const orNull = <Schema extends TSchema>(schema: Schema, description?: string) =>
  Type.Union([schema, Type.Null()], description === undefined ? {} : { description })
const time = (description: string) => Type.String({ format: 'date-time', description })

export const DeliveryView = Type.Object(
  {
    id: Type.String(),
    request_id: orNull(Type.String(), 'Null once its person has been erased.'),
    template_id: Type.String(),
    copy_id: Type.String({ description: 'The variant that is sent.' }),
    decision_id: Type.String(),
    transport: Slug,
    channel: Type.String(),
    user_id: orNull(Type.String()),
    email: orNull(Type.String()),
    phone: orNull(Type.String()),
    state: State,
    attempts: Type.Integer({
      description: 'Calls since it was queued. Being asked to slow down does not count.',
    }),
    created_at: time('When it was asked for.'),
    due_at: orNull(time('When it is tried next, at the earliest.'), 'Null when it is not tried any more.'),
    finished_at: orNull(time('When it was sent, or given up.')),
    status: orNull(Type.Integer(), 'Of the vendor’s last answer; null when there was none.'),
    reason: orNull(Type.String(), 'Why it was not sent, or not yet.'),
    message_id: orNull(Type.String(), 'The vendor’s id of the message.'),
  },
  { title: 'Delivery' },
)
export type DeliveryView = Static<typeof DeliveryView>

export const DeliveryPage = pageOf(DeliveryView)

export const DeliveryDetail = Type.Object(
  {
    ...DeliveryView.properties,
    vars: Type.Record(Type.String(), Type.String(), { description: 'The wording, as it is sent.' }),
    tries: Type.Array(
      Type.Object({
        started_at: orNull(time('Null when it ended before the call.')),
        ended_at: time('When the answer was known.'),
        state: Type.String({ description: 'What the delivery became by it.' }),
        status: orNull(Type.Integer()),
        reason: orNull(Type.String()),
      }),
      { description: 'Every call there was, oldest first.' },
    ),
    reports: Type.Array(
      Type.Object({
        event_id: Type.String(),
        platform: Type.String(),
        type: Type.String({ description: 'send, delivery, bounce, open, click, …' }),
        native_event: Type.String(),
        at: time('When it happened, else when it was reported.'),
        reason: orNull(Type.String()),
      }),
      { description: 'What was reported of the message since, oldest first; at most 100.' },
    ),
  },
  { title: 'DeliveryDetail' },
)
export type DeliveryDetail = Static<typeof DeliveryDetail>

export const TransportBody = Type.Object(
  {
    settings: Type.Record(Type.String(), Type.Union([Type.String({ maxLength: 1_000 }), Type.Null()]), {
      description: 'By key. Null removes a value; what is left out stays.',
    }),
  },
  {
    title: 'TransportInput',
    examples: [{ settings: { host: 'smtp.example.com' } }],
    additionalProperties: false,
  },
)

const FieldView = {
  key: Type.String(),
  label: Type.String(),
  required: Type.Boolean(),
  help: Type.String(),
}

export const TransportView = Type.Object(
  {
    slug: Slug,
    name: Type.String(),
    platform: orNull(Type.String(), 'The platform whose settings it uses; null when it has its own.'),
    configured: Type.Boolean({ description: 'Whether messages can be sent through it.' }),
    missing: Type.Array(Type.String(), { description: 'The settings that are still needed.' }),
    settings: Type.Array(
      Type.Object({
        ...FieldView,
        kind: Type.Enum(['secret', 'text']),
        value: orNull(Type.String(), 'Null where not set, and for every secret.'),
        is_set: Type.Boolean(),
      }),
      { description: 'Its own settings.' },
    ),
    integration: Type.Array(Type.Object(FieldView), {
      description: 'What a template says under integration.deliver, besides transport.',
    }),
  },
  { title: 'Transport' },
)
export type TransportView = Static<typeof TransportView>
