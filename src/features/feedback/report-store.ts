import { arrayLiteral } from '../../runtime/db/array-literal.ts'
import type { Session } from '../../runtime/db/session.ts'

/** A webhook, with the settings that select its reports. */
export interface Subscription {
  readonly id: string
  readonly sandbox: string
  readonly channels: readonly string[]
  /** Null: all templates of the sandbox. */
  readonly templates: readonly string[] | null
  readonly imsOrg: string | null
  readonly sandboxId: string | null
}

export const loadSubscriptions = (session: Session, orgId: number): Promise<readonly Subscription[]> =>
  session.query({
    name: 'feedback-subscriptions',
    // Paused and disabled webhooks too: their reports wait for them.
    text: `select id, sandbox, channels, templates, ims_org as "imsOrg", sandbox_id as "sandboxId" from feedback_webhooks where org_id = $1`,
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
}

/** Queues reports in their order. Reports that have been queued before are left out. */
export async function insertReports(
  session: Session,
  orgId: number,
  rows: readonly ReportRow[],
  now: Date,
): Promise<void> {
  if (rows.length === 0) return
  const column = (name: keyof ReportRow) => arrayLiteral(rows.map(row => row[name]))
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
