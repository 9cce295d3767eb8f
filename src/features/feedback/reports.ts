import { sha256Hex } from '../../lib/hash.ts'
import { createId, createNamedId } from '../../lib/id.ts'
import type { Org } from '../../runtime/catalog/catalog.ts'
import { rows } from '../../runtime/db/rows.ts'
import type { Session } from '../../runtime/db/session.ts'
import { buildPayload } from './build.ts'
import type { ReportedEvent, ReportedMessage } from './payload.ts'

/** A webhook, as far as it decides what is told to it. */
export interface Subscription {
  readonly id: string
  readonly sandbox: string
  readonly channels: readonly string[]
  /** Null: all of the sandbox. */
  readonly templates: readonly string[] | null
  readonly imsOrg: string | null
  readonly sandboxId: string | null
}

/** What is to be told of a message. */
export interface Report {
  readonly event: ReportedEvent
  readonly message: ReportedMessage
  /** The event, or the delivery that came to it. */
  readonly eventId: string
  /** What tells it from whatever else is told: what is equal is told once. */
  readonly key: string
}

/**
 * Queues reports for the webhooks that want them, in their order. Those that have been queued before are left out.
 */
export async function queueReports(
  session: Session,
  org: Org,
  subscriptions: readonly Subscription[],
  reports: readonly Report[],
  now: Date,
): Promise<void> {
  const queued = reports.flatMap(report =>
    subscriptions.flatMap(each => rowFor(org, each, report, now) ?? []),
  )
  await insertRows(session, org.id, queued)
}

export const loadSubscriptions = (session: Session, orgId: number): Promise<readonly Subscription[]> =>
  session.query({
    name: 'feedback-subscriptions',
    // Paused and disabled ones, too: what happens meanwhile waits for them.
    text: `select id, sandbox, channels, templates, ims_org as "imsOrg", sandbox_id as "sandboxId" from feedback_webhooks where org_id = $1`,
    values: [orgId],
  })

interface Row {
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

function rowFor(org: Org, webhook: Subscription, report: Report, now: Date): Row | undefined {
  const { sandbox, templates } = webhook
  const { event, message, eventId, key } = report
  const { templateId, decisionId } = message
  if (org.templates.get(templateId)?.sandbox !== sandbox) return undefined
  if (templates !== null && !templates.includes(templateId)) return undefined
  const payload = buildPayload(event, message, senderOf(org, webhook))
  if (payload === undefined || !webhook.channels.includes(payload.channel)) return undefined
  return {
    id: createId(now.getTime()),
    webhookId: webhook.id,
    // Not in the clear: keys of platforms have addresses of people in them.
    eventKey: sha256Hex(key),
    eventId,
    decisionId,
    templateId,
    requestId: payload.requestId,
    feedback: payload.messageDeliveryFeedback.feedbackStatus.value,
    payload: JSON.stringify(payload),
    createdAt: now,
  }
}

/** Who tells it: what the webhook sets, else what is always the same for this organisation and sandbox. */
export const senderOf = (
  { slug }: Pick<Org, 'slug'>,
  { imsOrg, sandboxId, sandbox }: Pick<Subscription, 'imsOrg' | 'sandboxId' | 'sandbox'>,
) => ({
  imsOrg: imsOrg ?? slug,
  sandbox: { id: sandboxId ?? createNamedId(0, `${slug}/${sandbox}`), name: sandbox },
})

const QUEUED = rows<Row>({
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

async function insertRows(session: Session, orgId: number, queued: readonly Row[]): Promise<void> {
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
