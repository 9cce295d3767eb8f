import { type Static, Type } from 'typebox'
import { PageQuery, pageOf } from '../../runtime/http/page.ts'
import { plainText } from '../../runtime/http/plain-text.ts'
import { withDefault } from '../../runtime/http/with-default.ts'
import { DELIVERY, EXCHANGE, PAYLOAD } from './examples.ts'
import { FEEDBACKS, FeedbackPayload } from './payload.ts'
import { Moment, orNull, strict, text } from './schema.ts'

export const DELIVERY_STATES = ['waiting', 'delivered', 'failed'] as const
const DeliveryState = Type.Enum([...DELIVERY_STATES])

export const DeliveriesQuery = Type.Object({
  state: Type.Optional(DeliveryState),
  request_id: Type.Optional(plainText('Request id of the message.')),
  template: Type.Optional(plainText('Id of the template.')),
  ...PageQuery,
})
export type DeliveriesQuery = Static<typeof DeliveriesQuery>

const Named = Type.Record(Type.String(), Type.String())
export const ExchangeView = Type.Object(
  {
    at: Moment,
    took_ms: Type.Integer({
      description: 'Duration until the answer was complete or the attempt failed.',
    }),
    request: Type.Object({
      method: Type.String(),
      url: Type.String(),
      headers: Type.Record(Type.String(), Type.String(), { description: 'Secrets are masked.' }),
    }),
    response: orNull(
      Type.Object({
        status: Type.Integer(),
        headers: Named,
        body: Type.String({ description: 'First part of the body.' }),
      }),
      'Null without an answer.',
    ),
    reason: orNull(Type.String(), 'Reason why the receiver did not accept it.'),
  },
  { title: 'FeedbackExchange' },
)
export type ExchangeView = Static<typeof ExchangeView>

export const DeliveryView = Type.Object(
  {
    id: Type.String({
      description: 'The `webhook-id` header of every attempt. Receivers use it to find duplicates.',
    }),
    request_id: Type.String(),
    event_id: Type.String(),
    decision_id: Type.String(),
    template_id: Type.String(),
    feedback: Type.Enum([...FEEDBACKS]),
    state: DeliveryState,
    attempts: Type.Integer({ description: 'Attempts since it was queued or recovered.' }),
    created_at: Moment,
    due_at: orNull(Moment, 'Null when there is no next attempt.'),
    finished_at: orNull(Moment),
    status: orNull(Type.Integer(), 'HTTP status of the last answer.'),
    reason: orNull(Type.String(), 'Reason why the receiver has not accepted it.'),
    payload: FeedbackPayload,
    exchanges: Type.Array(ExchangeView, { description: 'All attempts, oldest first.' }),
  },
  { title: 'FeedbackDelivery', examples: [DELIVERY] },
)
export type DeliveryView = Static<typeof DeliveryView>
export const DeliveryPage = pageOf(DeliveryView)

export const TestBody = Type.Object(
  {
    feedback: withDefault(Type.Enum([...FEEDBACKS]), 'delivered'),
    channel: Type.Optional(Type.Enum(['email', 'sms'])),
  },
  { ...strict, title: 'FeedbackTestInput', examples: [{ feedback: 'delivered' }] },
)
export type TestBody = Static<typeof TestBody>
export const TestView = Type.Object(
  {
    ok: Type.Boolean({ description: 'Whether the receiver accepted the delivery.' }),
    ...ExchangeView.properties,
    payload: FeedbackPayload,
  },
  { title: 'FeedbackTest', examples: [{ ok: true, ...EXCHANGE, payload: PAYLOAD }] },
)

export const RecoverBody = Type.Object(
  {
    since: text('Only deliveries queued at or after this time. ISO 8601.', 100),
    include_delivered: withDefault(
      Type.Boolean({
        description: 'Whether to include accepted deliveries, for a receiver that has lost them.',
      }),
      false,
    ),
  },
  { ...strict, title: 'FeedbackRecovery', examples: [{ since: '2026-03-01T00:00:00Z' }] },
)
export const RecoveredView = Type.Object(
  { recovered: Type.Integer({ description: 'Number of deliveries queued again.' }) },
  { title: 'RecoveredDeliveries' },
)
