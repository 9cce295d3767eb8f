import { type Static, Type } from 'typebox'
import { Moment, orNull, strict, text } from '../../../runtime/http/fields.ts'
import { PageQuery, pageOf } from '../../../runtime/http/page.ts'
import { plainText } from '../../../runtime/http/plain-text.ts'
import { withDefault } from '../../../runtime/http/with-default.ts'
import { JobView } from '../../../runtime/jobs/schema.ts'
import { tallyOf } from '../../../runtime/lists/tally.ts'
import { DELIVERY } from '../examples.ts'
import { FEEDBACKS, FeedbackPayload } from '../payload.ts'

export const DELIVERY_STATES = ['waiting', 'delivered', 'failed'] as const
const DeliveryState = Type.Enum([...DELIVERY_STATES])

/** Deliveries that a list, a summary or a bulk retry concerns. */
const filter = {
  from: Type.Optional(plainText('Only deliveries queued at or after this time. ISO 8601.', '2026-03-01')),
  to: Type.Optional(plainText('Only deliveries queued before this time. ISO 8601.')),
  status: Type.Optional(
    Type.String({
      pattern: '^(?:[1-5]xx|[1-5][0-9][0-9]|none)$',
      description:
        'HTTP status of the last answer: one status such as 503, a class such as 5xx, or none for deliveries without an answer.',
    }),
  ),
  template: Type.Optional(plainText('Id of the template.')),
  request_id: Type.Optional(plainText('Request id of the message.')),
}

export const SummaryQuery = Type.Object({ state: Type.Optional(DeliveryState), ...filter })
export type SummaryQuery = Static<typeof SummaryQuery> & { readonly ids?: readonly string[] }

export const DeliveriesQuery = Type.Object({ ...SummaryQuery.properties, ...PageQuery })
export type DeliveriesQuery = Static<typeof DeliveriesQuery>

/** The fields of a filter, as statements use them. */
export type DeliveryFilter = Omit<SummaryQuery, 'state'>

const Tally = tallyOf('FeedbackTally', 'deliveries')

export const DeliverySummary = Type.Object(
  {
    by_state: Type.Object(
      { waiting: Tally, delivered: Tally, failed: Tally },
      { description: 'Deliveries that match the other filters, by state.' },
    ),
    by_status: Type.Array(
      Type.Object({
        status: orNull(Type.Integer(), 'Null: no answer so far.'),
        count: Type.Integer(),
      }),
      { description: 'Deliveries of the state, by the HTTP status of the last answer. The most first.' },
    ),
  },
  {
    title: 'FeedbackDeliverySummary',
    examples: [
      {
        by_state: {
          waiting: { count: 2, complete: true },
          delivered: { count: 10000, complete: false },
          failed: { count: 12, complete: true },
        },
        by_status: [{ status: 503, count: 12 }],
      },
    ],
  },
)
export type DeliverySummary = Static<typeof DeliverySummary>

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
  {
    recovered: Type.Integer({
      description: 'Number of deliveries that are queued again: at once, or by the job.',
    }),
    job: JobView,
  },
  { title: 'RecoveredDeliveries' },
)

export const RetryBody = Type.Object(
  {
    states: withDefault(Type.Array(Type.Enum(['failed', 'delivered']), { minItems: 1, uniqueItems: true }), [
      'failed',
    ]),
    ...filter,
    ids: Type.Optional(
      Type.Array(Type.String({ format: 'uuid' }), {
        minItems: 1,
        maxItems: 500,
        description: 'Only these deliveries.',
      }),
    ),
  },
  { ...strict, title: 'FeedbackRetry', examples: [{ from: '2026-03-01', status: '5xx' }] },
)
export type RetryFilter = Static<typeof RetryBody>
