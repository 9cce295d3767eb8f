import type { Org } from '../../runtime/catalog/catalog.ts'
import { DELIVER } from '../../runtime/catalog/transports.ts'
import type { Database, Session } from '../../runtime/db/session.ts'
import type { Lease } from '../../runtime/outbox/lane.ts'
import { loadUnreported, markReported, type Unreported } from './report-store.ts'
import type { ReportName, Transport } from './transport.ts'

/** A vendor's own id of a message: reports that carry nothing else are matched by it. */
export interface MessageName extends ReportName {
  readonly decisionId: string
  readonly sentAt: Date
}

/** What to do for the rest of Parley to know that messages were sent. Doing it again changes nothing. */
export interface SentReporter {
  learn(org: Org, names: readonly MessageName[]): Promise<void>
  /** An event of ours, in the shape of those that organisations send, which nobody else would report. */
  report(org: Org, event: Readonly<Record<string, unknown>>): Promise<void>
  /** Queues what others are told of messages that are sent or given up, in the transaction that says so. */
  queueFeedback(session: Session, org: Org, deliveryIds: readonly string[], now: Date): Promise<void>
}

/** Reports messages that have been sent. What a crash cuts off here is reported again. */
export async function reportSent(
  db: Database,
  reporter: SentReporter,
  org: Org,
  { orgId, lane }: Lease,
  transport: Transport,
): Promise<void> {
  const sent = await loadUnreported(db, orgId, lane)
  if (sent.length === 0) return
  if (transport.nameInReports === undefined)
    await Promise.all(sent.map(each => reporter.report(org, sendEvent(each))))
  else
    await reporter.learn(
      org,
      sent.flatMap(each => nameOf(each, transport, org) ?? []),
    )
  await markReported(
    db,
    orgId,
    sent.map(({ id }) => id),
  )
}

function nameOf(sent: Unreported, transport: Transport, org: Org): MessageName | undefined {
  const ids = org.templates.get(sent.templateId)?.integration[DELIVER] ?? {}
  const name = transport.nameInReports?.(sent, ids)
  return name && { ...name, decisionId: sent.decisionId, sentAt: sent.finishedAt }
}

const sendEvent = ({ id, requestId, decisionId, messageId, recipient, finishedAt }: Unreported) => ({
  event: 'email_sent',
  event_id: `delivery:${id}`,
  event_timestamp: finishedAt.toISOString(),
  tracking_id: requestId,
  decision_id: decisionId,
  message_id: messageId,
  ...(recipient.userId === null ? {} : { user_id: recipient.userId }),
  email: recipient.email,
})
