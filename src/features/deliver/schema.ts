import { type Static, Type } from 'typebox'
import { TRANSPORTS, type TransportSlug } from '../../runtime/catalog/transports.ts'
import { OrgParams, orNull, time } from '../../runtime/http/fields.ts'
import { PageQuery } from '../../runtime/http/page.ts'
import { IgnoredIds, plainText } from '../../runtime/http/plain-text.ts'
import { withDefault } from '../../runtime/http/with-default.ts'
import { lookBackPageOf } from '../../runtime/lists/look-back.ts'
import { tallyOf } from '../../runtime/lists/tally.ts'
import { DELIVERY, DELIVERY_DETAIL } from './examples.ts'

// Null is as good as absent, as in the Generate API.
function field<Value>(type: string | readonly string[], description: string, more: object = {}) {
  return Type.Optional(Type.Unsafe<Value | null>({ type: [type, 'null'].flat(), description, ...more }))
}
const text = (description: string) => field<string | number>(['string', 'number'], description)
type Values = Readonly<Record<string, unknown>>
const DAYS = { minimum: 0, maximum: 90 }

export const IdParams = Type.Object({
  ...OrgParams.properties,
  id: plainText('Id of the delivery or its request id.'),
})

export const DeliverBody = Type.Object(
  {
    template_id: text(
      'Id of the template. Parley chooses one of its wordings and sends it through its transport. Required.',
    ),
    email: text('Email address of the person.'),
    phone: text('Phone number of the person, for SMS.'),
    user_id: text('Your id of the person.'),
    copy_id: text('Forces one variant. Parley sends it and never counts it.'),
    attrs: field<Values>('object', 'Attributes of the person. They decide which variants are eligible.'),
    fields: field<Values>('object', 'Values for the Liquid variables in the copy.'),
    lookback_days: field<number>('number', 'Conversions count until this many days after the message.', DAYS),
    offset_days: field<number>(
      'number',
      'Conversions count only from this many days after the message.',
      DAYS,
    ),
    use_cache: field<boolean>(
      'boolean',
      'Accepted for compatibility and ignored. Each request id is one message with one choice.',
    ),
    epsilon: field<number>(
      'number',
      'Share of choices made evenly at random. Overrides the setting of the template.',
      {
        minimum: 0,
        maximum: 1,
      },
    ),
    request_id: text(
      'Your id of this message. Parley never sends the same id twice. Also read from the Idempotency-Key header. Default: a new id.',
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
    request_id: Type.String({
      description:
        'Id of the message. Use it to look the delivery up; events that carry it are matched to the delivery.',
    }),
    ignored: Type.Optional(IgnoredIds),
  },
  { title: 'AcceptedMessage', examples: [{ status: 'ok', request_id: 'welcome-user-1' }] },
)
export type DeliverAnswer = Static<typeof DeliverAnswer>

export const DELIVERY_STATES = ['queued', 'sending', 'sent', 'unknown', 'dead', 'canceled'] as const
export type DeliveryState = (typeof DELIVERY_STATES)[number]

const State = Type.Unsafe<DeliveryState>({
  type: 'string',
  enum: [...DELIVERY_STATES],
  description:
    'queued: waits for its first or next attempt. sending: an attempt is running. sent: the vendor accepted it. unknown: the vendor may have accepted it, so Parley does not try again. dead: Parley gave up. canceled: the person was erased.',
})
export const Slug = Type.Unsafe<TransportSlug>({ type: 'string', enum: [...TRANSPORTS] })

const filter = {
  transport: Type.Optional(Slug),
  template: Type.Optional(plainText('Id of the template.')),
  reason: Type.Optional(
    Type.String({ maxLength: 5_000, description: 'Exact reason, as the summary lists them.' }),
  ),
  from: Type.Optional(plainText('Only messages requested at or after this time. ISO 8601.', '2026-03-01')),
  to: Type.Optional(plainText('Only messages requested before this time. ISO 8601.')),
}

export const SummaryQuery = Type.Object({ state: Type.Optional(State), ...filter })
export type SummaryQuery = Static<typeof SummaryQuery>

export const DeliveriesQuery = Type.Object({
  ...SummaryQuery.properties,
  user: Type.Optional(plainText('A user id, an address or a number.')),
  request_id: Type.Optional(plainText('Exact request id.')),
  ...PageQuery,
})
export type DeliveriesQuery = Static<typeof DeliveriesQuery>

export const ResendBody = Type.Object(
  {
    filter: Type.Object(
      {
        state: withDefault(Type.Enum(['dead', 'unknown']), 'dead'),
        ...filter,
        ids: Type.Optional(
          Type.Array(Type.String({ format: 'uuid' }), {
            minItems: 1,
            maxItems: 500,
            description: 'Only these deliveries.',
          }),
        ),
      },
      { additionalProperties: false },
    ),
    assume: Type.Optional(
      Type.Literal('not-sent', {
        description: 'Required for unknown deliveries: whoever has got the message gets it twice.',
      }),
    ),
  },
  {
    title: 'DeliveryResend',
    examples: [{ filter: { state: 'dead', transport: 'smtp' } }],
    additionalProperties: false,
  },
)
export type ResendBody = Static<typeof ResendBody>
export type ResendFilter = ResendBody['filter']

export const DeliveryView = Type.Object(
  {
    id: Type.String(),
    request_id: orNull(Type.String(), 'Your id of the message. Null after the person was erased.'),
    template_id: Type.String(),
    copy_id: Type.String({ description: 'Id of the variant.' }),
    decision_id: Type.String(),
    transport: Slug,
    channel: Type.String(),
    user_id: orNull(Type.String()),
    email: orNull(Type.String()),
    phone: orNull(Type.String()),
    state: State,
    attempts: Type.Integer({
      description: 'Attempts since it was queued. Answers that ask Parley to slow down do not count.',
    }),
    created_at: time('Time of the request.'),
    due_at: orNull(time('Earliest time of the next attempt.'), 'Null when there is no next attempt.'),
    finished_at: orNull(time('Time when it was sent or given up.')),
    status: orNull(Type.Integer(), 'HTTP status of the last answer of the vendor. Null without an answer.'),
    reason: orNull(Type.String(), 'Reason why it is not sent.'),
    message_id: orNull(Type.String(), 'Id of the message at the vendor.'),
  },
  { title: 'Delivery', examples: [DELIVERY] },
)
export type DeliveryView = Static<typeof DeliveryView>

export const DeliveryPage = lookBackPageOf(DeliveryView)

export const DeliveryDetail = Type.Object(
  {
    ...DeliveryView.properties,
    vars: Type.Record(Type.String(), Type.String(), {
      description: 'The rendered copy. Masked for people without the permission `operate`.',
    }),
    tries: Type.Array(
      Type.Object({
        started_at: orNull(time('Null when the attempt ended before the call.')),
        ended_at: time('Time of the answer.'),
        state: Type.String({ description: 'State of the delivery after this attempt.' }),
        status: orNull(Type.Integer()),
        reason: orNull(Type.String()),
      }),
      { description: 'All attempts, oldest first.' },
    ),
    reports: Type.Array(
      Type.Object({
        event_id: Type.String(),
        platform: Type.String(),
        type: Type.String({ description: 'send, delivery, bounce, open, click, …' }),
        native_event: Type.String(),
        at: time('Time of the event, else time of arrival.'),
        reason: orNull(Type.String()),
      }),
      { description: 'Events of the message, oldest first, at most 100.' },
    ),
  },
  {
    title: 'DeliveryDetail',
    examples: [DELIVERY_DETAIL],
  },
)
export type DeliveryDetail = Static<typeof DeliveryDetail>

const Tally = tallyOf('DeliveryTally', 'deliveries')

export const DeliverySummary = Type.Object(
  {
    by_state: Type.Object(
      { queued: Tally, sending: Tally, sent: Tally, unknown: Tally, dead: Tally, canceled: Tally },
      { description: 'Deliveries that match the other filters, by state.' },
    ),
    by_reason: Type.Array(Type.Object({ reason: Type.String(), count: Type.Integer() }), {
      description:
        'Reasons of queued, unknown and dead deliveries, or of those of the state. At most 20, the most frequent first.',
    }),
  },
  {
    title: 'DeliverySummary',
    examples: [
      {
        by_state: {
          queued: { count: 2, complete: true },
          sending: { count: 0, complete: true },
          sent: { count: 10000, complete: false },
          unknown: { count: 1, complete: true },
          dead: { count: 12, complete: true },
          canceled: { count: 0, complete: true },
        },
        by_reason: [{ reason: 'The server answered 550: no such user.', count: 12 }],
      },
    ],
  },
)
export type DeliverySummary = Static<typeof DeliverySummary>
