import { type Static, Type } from 'typebox'
import type { EventType } from '../../core/events/event.ts'
import { orNull } from '../../runtime/http/fields.ts'

const open = { additionalProperties: true }

/** The outcomes of a message that can be reported. */
export const FEEDBACKS = ['sent', 'delivered', 'bounce', 'error', 'exclude', 'delay'] as const
export type Feedback = (typeof FEEDBACKS)[number]

/** The outcomes that a new webhook reports, as in Adobe Journey Optimizer. */
export const DEFAULT_FEEDBACKS: readonly Feedback[] = ['sent', 'delivered', 'bounce', 'error']

/**
 * The body of a delivery: that of the feedback webhooks of Adobe Journey Optimizer. Receivers should accept unknown
 * fields.
 * Source: experienceleague.adobe.com/en/docs/journey-optimizer/using/configuration/feedback-webhooks
 */
export const FeedbackPayload = Type.Object(
  {
    requestId: Type.String({
      description: 'Request id of the message: your id when the request had one, else the decision id.',
    }),
    imsOrg: Type.String({
      description: 'Organisation id from the platform, else from the feedback webhook, else the slug.',
    }),
    sandbox: Type.Object({ id: Type.String(), name: Type.String() }),
    channel: Type.Enum(['email', 'sms']),
    eventType: Type.Literal('message.feedback'),
    messageExecution: Type.Object(
      {
        messageExecutionID: Type.String({
          description: 'Id of the message at the platform, else the decision id.',
        }),
        messageType: Type.String({ description: 'Type from the platform, else transactional.' }),
        campaignID: Type.String({ description: 'Campaign id from Adobe, else the template id.' }),
        campaignVersionID: Type.String({ description: 'Version id from Adobe, else the variant id.' }),
      },
      open,
    ),
    messageDeliveryFeedback: Type.Object(
      {
        feedbackStatus: Type.Object({ value: Type.Enum([...FEEDBACKS]) }),
        offers: Type.Unknown({ description: 'Value from the platform, else null.' }),
        messageExclusion: orNull(
          Type.Object({ code: orNull(Type.String()), reason: orNull(Type.String()) }, open),
        ),
        messageFailure: orNull(
          Type.Object(
            {
              category: Type.String({
                description: 'sync: refused at the time of sending. async: refused later.',
              }),
              type: Type.String({ description: 'Hard, Soft or Ignored.' }),
              code: orNull(Type.String()),
              reason: orNull(Type.String()),
            },
            open,
          ),
        ),
        retryCount: Type.Integer({ minimum: 0 }),
      },
      open,
    ),
    identityMap: Type.Record(
      Type.String(),
      Type.Array(Type.Object({ id: Type.String(), primary: Type.Boolean() }), { minItems: 1 }),
      { minProperties: 1, description: 'Ids of the person by namespace: email, Phone, user_id.' },
    ),
  },
  { ...open, title: 'FeedbackPayload' },
)
export type FeedbackPayload = Static<typeof FeedbackPayload>

/** Every canonical type that is an outcome of a message, with its name in feedback webhooks. */
export const FEEDBACK_OF = {
  send: 'sent',
  delivery: 'delivered',
  bounce: 'bounce',
  failed: 'error',
  dropped: 'exclude',
  deferred: 'delay',
} as const satisfies Partial<Record<EventType, Feedback>>

export type FeedbackType = keyof typeof FEEDBACK_OF

/** A stored event that is an outcome of a message. */
export interface ReportedEvent {
  readonly platform: string
  readonly type: FeedbackType
  readonly channel: string | null
  readonly userKey: string | null
  readonly email: string | null
  readonly messageId: string | null
  readonly templateRef: string | null
  readonly occurredAt: Date | null
  readonly refs: Readonly<Record<string, string>>
  readonly properties: Readonly<Record<string, unknown>>
}

/** The message as it was chosen and, if Parley sent it, addressed. */
export interface ReportedMessage {
  readonly decisionId: string
  readonly trackingId: string | null
  readonly templateId: string
  readonly variantId: string | null
  /** The channel of the template. */
  readonly channel: string
  readonly userKey: string | null
  readonly email: string | null
  readonly phone: string | null
}

/** The sender of a report, in names that the receiver knows. */
export interface ReportSender {
  readonly imsOrg: string
  readonly sandbox: { readonly id: string; readonly name: string }
}
