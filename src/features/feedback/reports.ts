import { sha256Hex } from '../../lib/hash.ts'
import { createId, createNamedId } from '../../lib/id.ts'
import type { Org } from '../../runtime/catalog/catalog.ts'
import type { Session } from '../../runtime/db/session.ts'
import { buildPayload } from './build.ts'
import type { ReportedEvent, ReportedMessage } from './payload.ts'
import { insertReports, type ReportRow, type Subscription } from './report-store.ts'

/** A report about a message. */
export interface Report {
  readonly event: ReportedEvent
  readonly message: ReportedMessage
  /** The id of the event, or of the delivery. */
  readonly eventId: string
  /** The identity of the report: reports with equal keys are sent once. */
  readonly key: string
}

/**
 * Queues reports for the webhooks that select them, in their order. Reports that have been queued before are left
 * out.
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
  await insertReports(session, org.id, queued)
}

function rowFor(org: Org, webhook: Subscription, report: Report, now: Date): ReportRow | undefined {
  const { sandbox } = webhook
  const { event, message, eventId, key } = report
  const { templateId, decisionId } = message
  if (org.templates.get(templateId)?.sandbox !== sandbox) return undefined
  if (!reportsTemplate(webhook, templateId)) return undefined
  const payload = buildPayload(event, message, senderOf(org, webhook))
  if (payload === undefined || !webhook.channels.includes(payload.channel)) return undefined
  const { value: feedback } = payload.messageDeliveryFeedback.feedbackStatus
  if (!webhook.statuses.includes(feedback)) return undefined
  return {
    id: createId(now.getTime()),
    webhookId: webhook.id,
    // Hashed, because keys of platforms contain addresses of people.
    eventKey: sha256Hex(key),
    eventId,
    decisionId,
    templateId,
    requestId: payload.requestId,
    feedback,
    payload: JSON.stringify(payload),
    createdAt: now,
  }
}

/** Whether a webhook reports the messages of a template of its sandbox. */
export const reportsTemplate = (
  { templates, exceptTemplates }: Pick<Subscription, 'templates' | 'exceptTemplates'>,
  id: string,
): boolean => (templates === null ? !exceptTemplates.includes(id) : templates.includes(id))

/**
 * The sender of reports: the webhook's settings, otherwise values that are constant for this organisation and
 * sandbox.
 */
export const senderOf = (
  { slug }: Pick<Org, 'slug'>,
  { imsOrg, sandboxId, sandbox }: Pick<Subscription, 'imsOrg' | 'sandboxId' | 'sandbox'>,
) => ({
  imsOrg: imsOrg ?? slug,
  sandbox: { id: sandboxId ?? createNamedId(0, `${slug}/${sandbox}`), name: sandbox },
})
