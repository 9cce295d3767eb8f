import type { Org } from '../../runtime/catalog/catalog.ts'
import type { Session } from '../../runtime/db/session.ts'
import { sentKey } from './outcomes.ts'
import { type EventReport, loadEventReports, loadSubscriptions } from './report-store.ts'
import { queueReports, type Report } from './reports.ts'

/**
 * Queues reports of events about messages for the organisation's feedback webhooks. Runs within the transaction
 * that stores the events, so that either both are stored or neither. Events that have been queued before, under any
 * id, are left out.
 * @param eventIds of settled events; other types of events are ignored
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
  const reported = await loadEventReports(session, org.id, eventIds)
  await queueReports(session, org, subscriptions, reported.map(toReport), now)
}

function toReport(row: EventReport): Report {
  const { eventId, platform, type, key, deliveryId } = row
  const { eventChannel: channel, eventUserKey: userKey, eventEmail: email } = row
  const isSentByParley = type === 'send' && deliveryId !== null
  return {
    event: { ...row, channel, userKey, email },
    message: row,
    eventId,
    key: isSentByParley ? sentKey(deliveryId) : `${platform}|${key ?? eventId}`,
  }
}
