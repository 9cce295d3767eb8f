import type { Org } from '../../runtime/catalog/catalog.ts'
import type { Session } from '../../runtime/db/session.ts'
import { sentKey } from './outcomes.ts'
import { loadSubscriptions } from './report-store.ts'
import { type EventReport, loadEventReports } from './reported-store.ts'
import { queueReports, type Report } from './reports.ts'

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
  const rows = await loadEventReports(session, org.id, eventIds)
  await queueReports(session, org, subscriptions, rows.map(toReport), now)
}

function toReport(row: EventReport): Report {
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
