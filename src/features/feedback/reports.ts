import { sha256Hex } from '../../lib/hash.ts'
import { createId, createNamedId } from '../../lib/id.ts'
import type { Org } from '../../runtime/catalog/catalog.ts'
import { arrayLiteral } from '../../runtime/db/array-literal.ts'
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
  const rows = reports.flatMap(report => subscriptions.flatMap(each => rowFor(org, each, report, now) ?? []))
  await insertRows(session, org.id, rows, now)
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
}

function rowFor(org: Org, webhook: Subscription, report: Report, now: Date): Row | undefined {
  const { sandbox, templates } = webhook
  const { event, message, eventId, key } = report
  const { templateId, decisionId } = message
  if (org.templates.get(templateId)?.sandbox !== sandbox) return undefined
  if (templates !== null && !templates.includes(templateId)) return undefined
  const payload = buildPayload(event, message, tellerOf(org, webhook))
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
  }
}

/** Who tells it: what the webhook sets, else what is always the same for this organisation and sandbox. */
export const tellerOf = (
  { slug }: Pick<Org, 'slug'>,
  { imsOrg, sandboxId, sandbox }: Pick<Subscription, 'imsOrg' | 'sandboxId' | 'sandbox'>,
) => ({
  imsOrg: imsOrg ?? slug,
  sandbox: { id: sandboxId ?? createNamedId(0, `${slug}/${sandbox}`), name: sandbox },
})

async function insertRows(session: Session, orgId: number, rows: readonly Row[], now: Date): Promise<void> {
  if (rows.length === 0) return
  const column = (name: keyof Row) => arrayLiteral(rows.map(row => row[name]))
  await session.query({
    name: 'feedback-queue',
    text: `insert into feedback_deliveries (org_id, id, webhook_id, event_key, event_id, decision_id, template_id, request_id, feedback, payload, created_at, due_at)
           select $1, id, webhook_id, event_key, event_id, decision_id, template_id, request_id, feedback, payload, $2::timestamptz, $2::timestamptz
           from unnest($3::uuid[], $4::uuid[], $5::text[], $6::uuid[], $7::uuid[], $8::text[], $9::text[], $10::text[], $11::text[])
             with ordinality as given (id, webhook_id, event_key, event_id, decision_id, template_id, request_id, feedback, payload, position)
           order by position
           on conflict (org_id, webhook_id, event_key) do nothing`,
    values: [
      orgId,
      now,
      column('id'),
      column('webhookId'),
      column('eventKey'),
      column('eventId'),
      column('decisionId'),
      column('templateId'),
      column('requestId'),
      column('feedback'),
      column('payload'),
    ],
  })
}
