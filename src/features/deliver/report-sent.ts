import { createDedupeKey } from '../../core/platforms/dedupe-key.ts'
import type { Org } from '../../runtime/catalog/catalog.ts'
import { DELIVER } from '../../runtime/catalog/transports.ts'
import type { Database, Session } from '../../runtime/db/session.ts'
import { identityOf } from './ajo.ts'
import type { Lane } from './lease.ts'
import type { Channel, DeliveryIds, Recipient } from './transport.ts'

/** A vendor's own id of a message: reports that carry nothing else are matched by it. */
export interface MessageName {
  readonly platform: string
  readonly messageId: string
  readonly decisionId: string
  readonly sentAt: Date
}

/** What to do for the rest of Parley to know that messages were sent. Doing it again changes nothing. */
export interface Telling {
  learn(org: Org, names: readonly MessageName[]): Promise<void>
  /** An event of ours, in the shape of those that organisations send, which nobody else would report. */
  report(org: Org, event: Readonly<Record<string, unknown>>): Promise<void>
  /** Queues what others are told of messages that are sent or given up, in the transaction that says so. */
  queueFeedback(session: Session, org: Org, deliveryIds: readonly string[], now: Date): Promise<void>
}

interface Untold {
  readonly id: string
  readonly requestId: string
  readonly templateId: string
  readonly decisionId: string
  readonly channel: Channel
  readonly recipient: Recipient
  readonly messageId: string | null
  readonly startedAt: Date
  readonly finishedAt: Date
}

const AT_ONCE_MAX = 500

/** Tells of messages that have been sent. What a crash cuts off here is told again. */
export async function tellSent(db: Database, telling: Telling, org: Org, lane: Lane): Promise<void> {
  const sent = await db.query<Untold>({
    name: 'deliver-untold',
    text: `select id, request_id as "requestId", template_id as "templateId", decision_id as "decisionId", channel, message_id as "messageId",
             started_at as "startedAt", finished_at as "finishedAt", jsonb_build_object('userId', user_id, 'email', email, 'phone', phone) as recipient
           from deliveries where org_id = $1 and transport = $2 and not is_told limit $3`,
    values: [lane.orgId, lane.transport, AT_ONCE_MAX],
  })
  if (sent.length === 0) return
  if (lane.transport === 'smtp') await Promise.all(sent.map(each => telling.report(org, sendEvent(each))))
  else
    await telling.learn(
      org,
      sent.flatMap(each => nameOf(each, lane, org) ?? []),
    )
  await db.query({
    name: 'deliver-told',
    text: 'update deliveries set is_told = true where org_id = $1 and id = any($2)',
    values: [lane.orgId, sent.map(({ id }) => id)],
  })
}

function nameOf(sent: Untold, { transport }: Lane, org: Org): MessageName | undefined {
  const { messageId, decisionId, finishedAt: sentAt, recipient, channel, templateId } = sent
  if (messageId === null) return undefined
  if (transport === 'cio') return { platform: 'cio', messageId, decisionId, sentAt }
  // Adobe may give the recipients of several calls one id, so that its reports are known by id and person.
  const ids: DeliveryIds = org.templates.get(templateId)?.integration[DELIVER] ?? {}
  const identity = identityOf(recipient, channel, ids)
  return (
    identity && {
      platform: 'ajo',
      messageId: createDedupeKey(messageId, identity.userId),
      decisionId,
      sentAt,
    }
  )
}

const sendEvent = ({ id, requestId, decisionId, messageId, recipient, finishedAt }: Untold) => ({
  event: 'email_sent',
  event_id: `delivery:${id}`,
  event_timestamp: finishedAt.toISOString(),
  tracking_id: requestId,
  decision_id: decisionId,
  message_id: messageId,
  ...(recipient.userId === null ? {} : { user_id: recipient.userId }),
  email: recipient.email,
})
