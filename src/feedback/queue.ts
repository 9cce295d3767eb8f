import type { Org } from '../catalog/catalog.ts'
import { arrayLiteral } from '../db/array-literal.ts'
import type { Session } from '../db/db.ts'
import { sha256Hex } from '../lib/hash.ts'
import { createId, createNamedId, timeOfId } from '../lib/id.ts'
import { buildPayload, type FeedbackType, type ReportedEvent, type ReportedMessage } from './build.ts'

/** A webhook, as far as it decides what is told to it. */
interface Subscription {
  readonly id: string
  readonly sandbox: string
  readonly channels: readonly string[]
  /** Null: all of the sandbox. */
  readonly templates: readonly string[] | null
  readonly imsOrg: string | null
  readonly sandboxId: string | null
}

interface Report extends Omit<ReportedEvent, 'channel' | 'userKey' | 'email'>, ReportedMessage {
  readonly eventId: string
  readonly key: string | null
  readonly eventChannel: string | null
  readonly eventUserKey: string | null
  readonly eventEmail: string | null
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
  const reports = await loadReports(session, org.id, eventIds)
  const rows = reports.flatMap(report => subscriptions.flatMap(each => rowFor(org, each, report, now) ?? []))
  await insertRows(session, org.id, rows, now)
}

const loadSubscriptions = (session: Session, orgId: number): Promise<readonly Subscription[]> =>
  session.query({
    name: 'feedback-subscriptions',
    // Paused and disabled ones, too: what happens meanwhile waits for them.
    text: `select id, sandbox, channels, templates, ims_org as "imsOrg", sandbox_id as "sandboxId" from feedback_webhooks where org_id = $1`,
    values: [orgId],
  })

/** In which order things happen to a message, where their times do not say. */
const IN_ORDER: readonly FeedbackType[] = ['send', 'deferred', 'delivery', 'failed', 'dropped', 'bounce']

/** In the order in which it happened. */
const loadReports = (
  session: Session,
  orgId: number,
  eventIds: readonly string[],
): Promise<readonly Report[]> =>
  session.query({
    name: 'feedback-reports',
    text: `select e.id as "eventId", e.platform, e.type, coalesce(e.occurred_at, e.received_at) as at, e.channel as "eventChannel",
             e.user_key as "eventUserKey", e.email as "eventEmail", e.message_id as "messageId", e.refs, e.properties, k.key,
             d.id as "decisionId", d.tracking_id as "trackingId", e.template_id as "templateId", e.variant_id as "variantId",
             d.user_key as "userKey", d.email, t.channel, sent.phone
           from unnest($2::uuid[], $3::timestamptz[]) as given (id, received_at)
             join events e on e.org_id = $1 and e.id = given.id and e.received_at = given.received_at
             join decisions d on d.org_id = $1 and d.id = e.decision_id
             join templates t on t.org_id = $1 and t.id = e.template_id
             left join event_keys k on k.org_id = $1 and k.received_at = e.received_at and k.event_id = e.id
             left join lateral (select phone from deliveries where org_id = $1 and decision_id = d.id limit 1) sent on true
           where e.type = any($4::text[])
           order by at, array_position($4::text[], e.type), e.id`,
    values: [
      orgId,
      arrayLiteral(eventIds),
      arrayLiteral(eventIds.map(id => timeOfId(id).toISOString())),
      arrayLiteral(IN_ORDER),
    ],
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
  const { templateId, eventId, decisionId, key } = report
  if (org.templates.get(templateId)?.sandbox !== sandbox) return undefined
  if (templates !== null && !templates.includes(templateId)) return undefined
  const { eventChannel: channel, eventUserKey: userKey, eventEmail: email } = report
  const payload = buildPayload({ ...report, channel, userKey, email }, report, tellerOf(org, webhook))
  if (payload === undefined || !webhook.channels.includes(payload.channel)) return undefined
  return {
    id: createId(now.getTime()),
    webhookId: webhook.id,
    // Not in the clear: keys of platforms have addresses of people in them.
    eventKey: sha256Hex(`${report.platform}|${key ?? eventId}`),
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
