import { textOf } from '../../core/platforms/fields.ts'
import { findPlatform } from '../../core/platforms/index.ts'
import { failureOf, retryCountOf } from './failure.ts'
import {
  FEEDBACK_OF,
  type FeedbackPayload,
  type ReportedEvent,
  type ReportedMessage,
  type ReportSender,
} from './payload.ts'

type Properties = Readonly<Record<string, unknown>>

/** The report of an event about a message; undefined if its channel has no feedback. */
export function buildPayload(
  event: ReportedEvent,
  message: ReportedMessage,
  sender: ReportSender,
): FeedbackPayload | undefined {
  const channel = channelOf(event, message)
  if (channel === undefined) return undefined
  const said = findPlatform(event.platform)?.feedbackFields?.(event) ?? {}
  return {
    requestId: message.trackingId ?? message.decisionId,
    imsOrg: said.imsOrg ?? sender.imsOrg,
    sandbox: said.sandbox ?? sender.sandbox,
    channel,
    eventType: 'message.feedback',
    messageExecution: {
      messageExecutionID: executionIdOf(event) ?? message.decisionId,
      messageType: said.messageType ?? 'transactional',
      campaignID: said.campaignId ?? message.templateId,
      campaignVersionID: event.refs['campaign_version_id'] ?? message.variantId ?? message.templateId,
      ...said.execution,
    },
    messageDeliveryFeedback: {
      feedbackStatus: { value: FEEDBACK_OF[event.type] },
      offers: said.offers ?? null,
      ...failureOf(event),
      retryCount: retryCountOf(event.properties),
      ...said.feedback,
    },
    identityMap: said.identities ?? identityOf(channel, event, message),
    ...said.report,
  }
}

export function channelOf(
  { channel }: Pick<ReportedEvent, 'channel'>,
  message: Pick<ReportedMessage, 'channel'>,
): 'email' | 'sms' | undefined {
  const name = channel ?? message.channel
  if (name === 'email') return 'email'
  return name === 'sms' || name === 'mms' ? 'sms' : undefined
}

/**
 * If several people share the platform's id, the id in Parley contains the person, and the platform's id is in
 * `refs`.
 */
const executionIdOf = ({ refs, messageId }: ReportedEvent): string | undefined =>
  refs['message_id'] ?? messageId ?? undefined

const PHONE = /^\+?\d{6,15}$/

function identityOf(
  channel: 'email' | 'sms',
  event: ReportedEvent,
  message: ReportedMessage,
): FeedbackPayload['identityMap'] {
  const said: Properties = event.properties
  const email = event.email ?? message.email ?? undefined
  const userKey = event.userKey ?? message.userKey ?? undefined
  const phone =
    textOf(said['to_phone_number'] ?? said['to'] ?? said['recipient'] ?? said['phone']) ??
    message.phone ??
    userKey
  if (channel === 'email' && email !== undefined) return { email: [{ id: email, primary: true }] }
  if (channel === 'sms' && phone !== undefined && PHONE.test(phone))
    return { Phone: [{ id: phone, primary: true }] }
  return { user_id: [{ id: userKey ?? email ?? message.decisionId, primary: true }] }
}
