import type { ColumnType, Generated } from 'kysely'
import type { Json } from '../json-column.ts'

// Outgoing data: profile writes, messages, and reports about messages.

/** A write to a person's profile at a platform, waiting or done. */
export interface ProfileWriteRow {
  org_id: number
  id: string
  created_at: Date
  platform: string
  template_id: string
  decision_id: string
  variant_id: string
  user_id: string | null
  email: string | null
  user_key: string
  tracking_id: string
  vars: Json<Record<string, string>>
  state: string
  attempts: Generated<number>
  due_at: Date
  finished_at: Date | null
  status: number | null
  reason: string | null
}

/** A message that Parley sends itself, waiting or sent. */
export interface DeliveryRow {
  org_id: number
  request_hash: string
  request_id: string | null
  id: string
  created_at: Date
  template_id: string
  transport: string
  channel: string
  decision_id: string
  variant_id: string
  user_id: string | null
  email: string | null
  phone: string | null
  vars: Json<Record<string, string>>
  state: string
  attempts: Generated<number>
  due_at: Date
  started_at: Date | null
  finished_at: Date | null
  status: number | null
  reason: string | null
  message_id: string | null
  tries: ColumnType<readonly DeliveryTry[], string | undefined, string>
  is_told: Generated<boolean>
}

/** One call of a transport. Times are ISO 8601. */
export interface DeliveryTry {
  readonly started_at: string | null
  readonly ended_at: string
  /** The state of the delivery after it. */
  readonly state: string
  readonly status: number | null
  readonly reason: string | null
}

export interface FeedbackWebhookRow {
  org_id: number
  id: string
  sandbox: string
  name: string
  channels: string[]
  url: string
  authentication: Json<Record<string, string | number | null>>
  headers: ColumnType<readonly { name: string; value: string; secret: boolean }[], string, string>
  templates: string[] | null
  statuses: Generated<string[]>
  except_templates: Generated<string[]>
  ims_org: string | null
  sandbox_id: string | null
  secret: string
  previous_secret: string | null
  previous_until: Date | null
  status: Generated<string>
  status_reason: string | null
  off_since: Date | null
  created_at: Date
  updated_at: Date
  leased_until: Generated<Date>
  open_until: Generated<Date>
  failures: Generated<number>
  failing_since: Date | null
  warned_at: Date | null
  last_success_at: Date | null
}

export interface FeedbackDeliveryRow {
  org_id: number
  id: string
  seq: Generated<number>
  webhook_id: string
  event_key: string
  event_id: string
  decision_id: string
  template_id: string
  request_id: string
  feedback: string
  payload: string
  created_at: Date
  state: Generated<string>
  attempts: Generated<number>
  first_tried_at: Date | null
  due_at: Date
  finished_at: Date | null
  status: number | null
  reason: string | null
}

export interface FeedbackAttemptRow {
  org_id: number
  delivery_id: string
  at: Date
  took_ms: number
  request: Json<{ method: string; url: string; headers: Record<string, string> }>
  response: Json<{ status: number; headers: Record<string, string>; body: string }> | null
  reason: string | null
}
