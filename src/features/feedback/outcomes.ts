import { findPlatform } from '../../core/platforms/index.ts'
import type { OwnReport } from '../../core/platforms/platform.ts'
import type { Org } from '../../runtime/catalog/catalog.ts'
import {
  DELIVER,
  describeTransport,
  type TransportSlug,
  transportSettings,
} from '../../runtime/catalog/transports.ts'
import { arrayLiteral } from '../../runtime/db/array-literal.ts'
import type { Session } from '../../runtime/db/session.ts'
import { loadSubscriptions, queueReports, type Report } from './reports.ts'

/** That a message of Parley's own was sent is told once, whoever says so first: Parley, or the platform that it went through. */
export const sentKey = (deliveryId: string): string => `delivery|${deliveryId}|sent`

interface Outcome {
  readonly id: string
  readonly requestId: string
  readonly templateId: string
  readonly variantId: string
  readonly decisionId: string
  readonly transport: TransportSlug
  readonly channel: string
  readonly userKey: string | null
  readonly email: string | null
  readonly phone: string | null
  readonly state: 'sent' | 'dead'
  readonly finishedAt: Date
  readonly status: number | null
  readonly reason: string | null
  readonly messageId: string | null
}

/**
 * Queues what became of messages that Parley sends itself: that they were handed over, or given up. Within
 * the transaction that says so: either both are kept or neither is.
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
  const outcomes = await session.query<Outcome>({
    name: 'feedback-outcomes-of',
    text: `select id, request_id as "requestId", template_id as "templateId", variant_id as "variantId", decision_id as "decisionId",
             transport, channel, user_id as "userKey", email, phone, state, finished_at as "finishedAt", status, reason, message_id as "messageId"
           from deliveries where org_id = $1 and id = any($2::uuid[]) and state in ('sent', 'dead') order by finished_at, id`,
    values: [org.id, arrayLiteral(deliveryIds)],
  })
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
    // Somebody may have it sent again, and it may be given up again.
    key: isSent ? sentKey(id) : `delivery|${id}|dead|${finishedAt.toISOString()}`,
  }
}

/** What the platform that the message went through says in its own reports besides. */
function ownReportOf(org: Org, { transport, templateId }: Outcome): ReturnType<OwnReport> {
  const { platform } = describeTransport(transport)
  const ids = org.templates.get(templateId)?.integration[DELIVER] ?? {}
  const ownReport = platform === null ? undefined : findPlatform(platform)?.ownReport
  return ownReport?.(transportSettings(org, transport), ids) ?? { refs: {}, properties: {} }
}
