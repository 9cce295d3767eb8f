import { timeOfId } from '../../lib/id.ts'
import type { Org } from '../../runtime/catalog/catalog.ts'
import { arrayLiteral } from '../../runtime/db/array-literal.ts'
import { rows } from '../../runtime/db/rows.ts'
import type { Session } from '../../runtime/db/session.ts'
import { sentKey } from './outcomes.ts'
import type { FeedbackType, ReportedEvent, ReportedMessage } from './payload.ts'
import { loadSubscriptions, queueReports, type Report } from './reports.ts'

interface Row extends Omit<ReportedEvent, 'channel' | 'userKey' | 'email'>, ReportedMessage {
  readonly eventId: string
  readonly key: string | null
  readonly eventChannel: string | null
  readonly eventUserKey: string | null
  readonly eventEmail: string | null
  /** Of a message that Parley has sent itself. */
  readonly deliveryId: string | null
}

/**
 * Queues what events say about messages for the organisation's feedback webhooks, within the transaction
 * that stores the events: either both are kept or neither is. Events that have been queued before, under
 * whatever id, are left out.
 * @param eventIds of whatever has been settled; those that say nothing of the kind are passed over
 */
export async function queueFeedback(
  session: Session,
  org: Org,
  eventIds: readonly string[],
  now: Date,
): Promise<void> {
  if (eventIds.length === 0) return
  const subscriptions = await loadSubscriptions(session, org.id)
  if (subscriptions.length === 0) return
  const reported = await loadRows(session, org.id, eventIds)
  await queueReports(session, org, subscriptions, reported.map(toReport), now)
}

function toReport(row: Row): Report {
  const { eventId, platform, type, key, deliveryId } = row
  const { eventChannel: channel, eventUserKey: userKey, eventEmail: email } = row
  const isTold = type === 'send' && deliveryId !== null
  return {
    event: { ...row, channel, userKey, email },
    message: row,
    eventId,
    key: isTold ? sentKey(deliveryId) : `${platform}|${key ?? eventId}`,
  }
}

/** In which order things happen to a message, where their times do not say. */
const IN_ORDER: readonly FeedbackType[] = ['send', 'deferred', 'delivery', 'failed', 'dropped', 'bounce']

const EVENTS = rows<string>({
  id: ['uuid', id => id],
  received_at: ['timestamptz', timeOfId],
})

/** In the order in which it happened. */
const loadRows = (session: Session, orgId: number, eventIds: readonly string[]): Promise<readonly Row[]> =>
  session.query({
    name: 'feedback-reports',
    text: `select e.id as "eventId", e.platform, e.type, coalesce(e.occurred_at, e.received_at) as at, e.channel as "eventChannel",
             e.user_key as "eventUserKey", e.email as "eventEmail", e.message_id as "messageId", e.template_ref as "templateRef", e.occurred_at as "occurredAt", e.refs, e.properties, k.key,
             d.id as "decisionId", d.tracking_id as "trackingId", e.template_id as "templateId", e.variant_id as "variantId",
             d.user_key as "userKey", d.email, t.channel, sent.phone, sent.id as "deliveryId"
           from ${EVENTS.sql}
             join events e on e.org_id = $1 and e.id = given.id and e.received_at = given.received_at
             join decisions d on d.org_id = $1 and d.id = e.decision_id
             join templates t on t.org_id = $1 and t.id = e.template_id
             left join event_keys k on k.org_id = $1 and k.received_at = e.received_at and k.event_id = e.id
             left join lateral (select id, phone from deliveries where org_id = $1 and decision_id = d.id limit 1) sent on true
           where e.type = any($${EVENTS.next}::text[])
           order by at, array_position($${EVENTS.next}::text[], e.type), e.id`,
    values: [orgId, ...EVENTS.values(eventIds), arrayLiteral(IN_ORDER)],
  })
