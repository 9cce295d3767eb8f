import { findPlatform } from '../../core/platforms/index.ts'
import type { OwnReport } from '../../core/platforms/platform.ts'
import type { Org } from '../../runtime/catalog/catalog.ts'
import { DELIVER, describeTransport, transportSettings } from '../../runtime/catalog/transports.ts'
import type { Session } from '../../runtime/db/session.ts'
import { loadOutcomes, loadSubscriptions, type Outcome } from './report-store.ts'
import { queueReports, type Report } from './reports.ts'

/**
 * The key of a sent message of Parley's own. It is the same for Parley and for the platform that sent the message,
 * so the first report of the two is the only one.
 */
export const sentKey = (deliveryId: string): string => `delivery|${deliveryId}|sent`

/**
 * Queues the outcomes of messages that Parley sends itself: sent or given up. Runs within the transaction that
 * stores them, so that either both are stored or neither.
 * @param deliveryIds of messages that are sent or given up
 */
export async function queueOutcomes(
  session: Session,
  org: Org,
  deliveryIds: readonly string[],
  now: Date,
): Promise<void> {
  const subscriptions = await loadSubscriptions(session, org.id)
  if (subscriptions.length === 0) return
  const outcomes = await loadOutcomes(session, org.id, deliveryIds)
  await queueReports(
    session,
    org,
    subscriptions,
    outcomes.map(outcome => toReport(org, outcome)),
    now,
  )
}

function toReport(org: Org, outcome: Outcome): Report {
  const { id, transport, channel, userKey, email, messageId, state, finishedAt, status, reason } = outcome
  const isSent = state === 'sent'
  const { refs, properties } = ownReportOf(org, outcome)
  return {
    event: {
      ...{ platform: transport, type: isSent ? 'send' : 'failed', channel, userKey, email, messageId },
      ...{ templateRef: null, occurredAt: null, refs },
      properties: { ...properties, ...(isSent ? {} : { reason, code: status }) },
    },
    message: { ...outcome, trackingId: outcome.requestId },
    eventId: id,
    // A person may have it sent again, and it may be given up again.
    key: isSent ? sentKey(id) : `delivery|${id}|dead|${finishedAt.toISOString()}`,
  }
}

/** The further values that the message's platform has in its own reports. */
function ownReportOf(org: Org, { transport, templateId }: Outcome): ReturnType<OwnReport> {
  const { platform } = describeTransport(transport)
  const ids = org.templates.get(templateId)?.integration[DELIVER] ?? {}
  const ownReport = platform === null ? undefined : findPlatform(platform)?.ownReport
  return ownReport?.(transportSettings(org, transport), ids) ?? { refs: {}, properties: {} }
}
