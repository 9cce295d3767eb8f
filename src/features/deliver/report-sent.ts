import type { Org } from '../../runtime/catalog/catalog.ts'
import { DELIVER } from '../../runtime/catalog/transports.ts'
import type { Database, Session } from '../../runtime/db/session.ts'
import type { Lease } from '../../runtime/outbox/lane.ts'
import { loadUnreported, markReported, type Unreported } from './report-store.ts'
import type { ReportName, Transport } from './transport.ts'

/** A vendor's own id of a message. Reports without other ids are matched by it. */
export interface MessageName extends ReportName {
  readonly decisionId: string
  readonly sentAt: Date
}

/** Reports sent messages to the rest of Parley. Repeating a call changes nothing. */
export interface SentReporter {
  learn(org: Org, names: readonly MessageName[]): Promise<void>
  /** Reports an event in the format that organisations send. No other system reports it. */
  report(org: Org, event: Readonly<Record<string, unknown>>): Promise<void>
  /** Queues reports about messages that are sent or given up, in the transaction that stores their outcome. */
  queueFeedback(session: Session, org: Org, deliveryIds: readonly string[], now: Date): Promise<void>
}

/** Reports sent messages. A report that a crash interrupts is repeated. */
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
