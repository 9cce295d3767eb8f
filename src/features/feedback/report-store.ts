import { timeOfId } from '../../lib/id.ts'
import type { TransportSlug } from '../../runtime/catalog/transports.ts'
import { arrayLiteral } from '../../runtime/db/array-literal.ts'
import { rows } from '../../runtime/db/rows.ts'
import type { Session } from '../../runtime/db/session.ts'
import type { FeedbackType, ReportedEvent, ReportedMessage } from './payload.ts'

/** A webhook, with the settings that select its reports. */
export interface Subscription {
  readonly id: string
  readonly sandbox: string
  readonly channels: readonly string[]
  /** Null: all templates of the sandbox. */
  readonly templates: readonly string[] | null
  /** Templates that are left out if all are reported. */
  readonly exceptTemplates: readonly string[]
  /** Outcomes that are reported. */
  readonly statuses: readonly string[]
  readonly imsOrg: string | null
  readonly sandboxId: string | null
}

export const loadSubscriptions = (session: Session, orgId: number): Promise<readonly Subscription[]> =>
  session.query({
    name: 'feedback-subscriptions',
    // Paused and disabled webhooks too: their reports wait for them.
    text: `select id, sandbox, channels, templates, except_templates as "exceptTemplates", statuses, ims_org as "imsOrg", sandbox_id as "sandboxId" from feedback_webhooks where org_id = $1`,
    values: [orgId],
  })

/** A report for one webhook. */
export interface ReportRow {
  readonly id: string
  readonly webhookId: string
  readonly eventKey: string
  readonly eventId: string
  readonly decisionId: string
  readonly templateId: string
  readonly requestId: string
  readonly feedback: string
  readonly payload: string
  readonly createdAt: Date
}

const QUEUED = rows<ReportRow>({
  id: ['uuid', ({ id }) => id],
  webhook_id: ['uuid', ({ webhookId }) => webhookId],
  event_key: ['text', ({ eventKey }) => eventKey],
  event_id: ['uuid', ({ eventId }) => eventId],
  decision_id: ['uuid', ({ decisionId }) => decisionId],
  template_id: ['text', ({ templateId }) => templateId],
  request_id: ['text', ({ requestId }) => requestId],
  feedback: ['text', ({ feedback }) => feedback],
  payload: ['text', ({ payload }) => payload],
  created_at: ['timestamptz', ({ createdAt }) => createdAt],
  position: ['int', (_, place) => place],
})

/** Queues reports in their order. Reports that have been queued before are left out. */
export async function insertReports(
  session: Session,
  orgId: number,
  queued: readonly ReportRow[],
): Promise<void> {
  if (queued.length === 0) return
  await session.query({
    name: 'feedback-queue',
    text: `insert into feedback_deliveries (org_id, id, webhook_id, event_key, event_id, decision_id, template_id, request_id, feedback, payload, created_at, due_at)
           select $1, id, webhook_id, event_key, event_id, decision_id, template_id, request_id, feedback, payload, created_at, created_at
           from ${QUEUED.sql} order by position
           on conflict (org_id, webhook_id, event_key) do nothing`,
    values: [orgId, ...QUEUED.values(queued)],
  })
}

/** An event about a message, with the message. */
export interface EventReport extends Omit<ReportedEvent, 'channel' | 'userKey' | 'email'>, ReportedMessage {
  readonly eventId: string
  readonly key: string | null
  readonly eventChannel: string | null
  readonly eventUserKey: string | null
  readonly eventEmail: string | null
  /** The id of a message that Parley has sent itself. */
  readonly deliveryId: string | null
}

/** The order of outcomes of a message that have the same time. */
const IN_ORDER: readonly FeedbackType[] = ['send', 'deferred', 'delivery', 'failed', 'dropped', 'bounce']

const EVENTS = rows<string>({
  id: ['uuid', id => id],
  received_at: ['timestamptz', timeOfId],
})

/** The events with these ids that are outcomes, with their messages, in the order in which they happened. */
export const loadEventReports = (
  session: Session,
  orgId: number,
  eventIds: readonly string[],
): Promise<readonly EventReport[]> =>
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

/** A message that Parley sent itself or gave up. */
export interface Outcome {
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

/** The messages with these ids that are sent or given up. The earliest come first. */
export const loadOutcomes = (
  session: Session,
  orgId: number,
  deliveryIds: readonly string[],
): Promise<readonly Outcome[]> =>
  session.query({
    name: 'feedback-outcomes-of',
    text: `select id, request_id as "requestId", template_id as "templateId", variant_id as "variantId", decision_id as "decisionId",
             transport, channel, user_id as "userKey", email, phone, state, finished_at as "finishedAt", status, reason, message_id as "messageId"
           from deliveries where org_id = $1 and id = any($2::uuid[]) and state in ('sent', 'dead') order by finished_at, id`,
    values: [orgId, arrayLiteral(deliveryIds)],
  })
