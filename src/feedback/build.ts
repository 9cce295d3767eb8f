import type { EventType } from '../events/event.ts'
import { failureOf, retryCountOf, textOf } from './failure.ts'
import type { Feedback, FeedbackPayload } from './payload.ts'

/** Every canonical type that says what a message came to, and what feedback webhooks call it. */
export const FEEDBACK_OF = {
  send: 'sent',
  delivery: 'delivered',
  bounce: 'bounce',
  failed: 'error',
  dropped: 'exclude',
  deferred: 'delay',
} as const satisfies Partial<Record<EventType, Feedback>>

export type FeedbackType = keyof typeof FEEDBACK_OF

/** A stored event that says what a message came to. */
export interface ReportedEvent {
  readonly platform: string
  readonly type: FeedbackType
  readonly channel: string | null
  readonly userKey: string | null
  readonly email: string | null
  readonly messageId: string | null
  readonly refs: Readonly<Record<string, string>>
  readonly properties: Readonly<Record<string, unknown>>
}

/** The message, as it was chosen and, where Parley sent it, addressed. */
export interface ReportedMessage {
  readonly decisionId: string
  readonly trackingId: string | null
  readonly templateId: string
  readonly variantId: string | null
  /** The template's. */
  readonly channel: string
  readonly userKey: string | null
  readonly email: string | null
  readonly phone: string | null
}

/** Who tells it, in words that the receiver knows. */
export interface Teller {
  readonly imsOrg: string
  readonly sandbox: { readonly id: string; readonly name: string }
}

type Said = Readonly<Record<string, unknown>>

/** The report of an event about a message; undefined where its channel has no feedback. */
export function buildPayload(
  event: ReportedEvent,
  message: ReportedMessage,
  teller: Teller,
): FeedbackPayload | undefined {
  const channel = channelOf(event, message)
  if (channel === undefined) return undefined
  // What Adobe itself reported is passed on as it came.
  const said: Said = event.platform === ADOBE ? event.properties : {}
  return {
    requestId: message.trackingId ?? message.decisionId,
    imsOrg: textOf(said['imsOrg']) ?? teller.imsOrg,
    sandbox: saidSandbox(said['sandbox']) ?? teller.sandbox,
    channel,
    eventType: 'message.feedback',
    messageExecution: {
      messageExecutionID: executionIdOf(event) ?? message.decisionId,
      messageType: textOf(said['messageType']) ?? 'transactional',
      campaignID: (event.platform === ADOBE ? event.refs['campaign_id'] : undefined) ?? message.templateId,
      campaignVersionID: event.refs['campaign_version_id'] ?? message.variantId ?? message.templateId,
    },
    messageDeliveryFeedback: {
      feedbackStatus: { value: FEEDBACK_OF[event.type] },
      offers: said['offers'] ?? null,
      ...failureOf(event.type, event.properties),
      retryCount: retryCountOf(event.properties),
    },
    identityMap: saidIdentities(said['identityMap']) ?? identityOf(channel, event, message),
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

const ADOBE = 'ajo'

/** Where several people share the platform's id, ours has the person in it, and the platform's is a ref. */
const executionIdOf = ({ refs, messageId }: ReportedEvent): string | undefined =>
  refs['message_id'] ?? messageId ?? undefined

function saidSandbox(value: unknown): { id: string; name: string } | undefined {
  const { id, name } = isRecord(value) ? value : {}
  const [idText, nameText] = [textOf(id), textOf(name)]
  return idText === undefined || nameText === undefined ? undefined : { id: idText, name: nameText }
}

type Identities = FeedbackPayload['identityMap']

function saidIdentities(value: unknown): Identities | undefined {
  if (!isRecord(value)) return undefined
  const identities = Object.entries(value).flatMap(([namespace, list]) => {
    const items = (Array.isArray(list) ? list : []).flatMap(item => {
      const id = isRecord(item) ? textOf(item['id']) : undefined
      return id === undefined ? [] : [{ id, primary: item.primary === true }]
    })
    return items.length > 0 ? [[namespace, items] as const] : []
  })
  return identities.length > 0 ? Object.fromEntries(identities) : undefined
}

const PHONE = /^\+?\d{6,15}$/

function identityOf(channel: 'email' | 'sms', event: ReportedEvent, message: ReportedMessage): Identities {
  const said: Said = event.properties
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

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
