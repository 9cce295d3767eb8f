import type { ColumnType, Generated, JSONColumnType } from 'kysely'

/** Rows as the typed query builder sees them. Hot statements are plain SQL and need no entry here. */
export interface Tables {
  orgs: OrgRow
  sandboxes: SandboxRow
  api_keys: ApiKeyRow
  attribute_rules: AttributeRuleRow
  platform_settings: PlatformSettingsRow
  instance_settings: { key: string; value: string }
  templates: TemplateRow
  variants: VariantRow
  inbound_requests: InboundRequestRow
  replays: ReplayRow
  event_names: EventNameRow
  events: EventRow
  profile_writes: ProfileWriteRow
  feedback_webhooks: FeedbackWebhookRow
  feedback_deliveries: FeedbackDeliveryRow
  feedback_attempts: FeedbackAttemptRow
  deliveries: DeliveryRow
  transport_settings: TransportSettingsRow
  recommendations: RecommendationRow
}

// Objects are written as JSON text, because the driver turns arrays into PostgreSQL arrays.
type Json<Shape extends object> = JSONColumnType<Shape, string, string>

export interface OrgRow {
  id: Generated<number>
  slug: string
  name: string
  timezone: Generated<string>
  currency: Generated<string>
  attribution: Json<OrgAttribution>
  retention: Json<Retention>
  config_version: Generated<number>
  several_feedback_webhooks: Generated<boolean>
  event_mapping: ColumnType<readonly Record<string, unknown>[], string | undefined, string>
  created_at: Generated<Date>
}

export interface OrgAttribution {
  lookback_days: number
  offset_days: number
  credit: 'last_touch' | 'each_template'
}

export interface Retention {
  requests_days: number
  events_days: number
}

interface SandboxRow {
  org_id: number
  name: string
  created_at: Generated<Date>
}

interface ApiKeyRow {
  org_id: number
  id: string
  name: string
  scopes: string[]
  secret_hash: string
  created_at: Generated<Date>
}

interface AttributeRuleRow {
  org_id: number
  name: string
  rule: Json<Record<string, unknown>>
  created_at: Generated<Date>
}

interface PlatformSettingsRow {
  org_id: number
  platform: string
  settings: Json<Record<string, string>>
  updated_at: Generated<Date>
}

/** As in the API; what is missing is at its default. */
export interface LearningSettings {
  context?: readonly string[]
  metrics?: readonly { metric: string; weight: number }[]
  weights?: Readonly<Record<string, number>>
  half_life_days?: number
  guardrail_margin?: number
  sticky?: boolean
  auto_archive?: boolean
}

export interface TemplateRow {
  org_id: number
  id: string
  sandbox: string
  name: string
  channel: string
  variables: string[]
  key_metric: string
  algorithm: string
  epsilon: number
  learning: Json<LearningSettings>
  split: Json<{ method: string; control_share: number }>
  attribution: Json<{ lookback_days?: number; offset_days?: number; conversion_events: readonly string[] }>
  integration: Json<Record<string, Record<string, string>>>
  status: Generated<string>
  created_at: Generated<Date>
  updated_at: Generated<Date>
}

export interface VariantRow {
  org_id: number
  id: string
  template_id: string
  name: string
  vars: Json<Record<string, string>>
  attrs: Json<Record<string, readonly string[]>>
  themes: string[]
  is_control: boolean
  status: string
  created_at: Generated<Date>
  updated_at: Generated<Date>
}

export interface InboundRequestRow {
  org_id: number
  id: string
  received_at: Date
  platform: string
  headers: Json<Record<string, string>>
  query: Json<Record<string, string>>
  body: Buffer
  processed_at: Date | null
  outcome: string | null
  reason: string | null
  items: Json<readonly RequestItem[]> | null
  attempts: Generated<number>
  not_before: Date | null
  replay_id: string | null
}

/** What became of one item of an inbound request. */
export interface RequestItem {
  outcome: string
  /** What it is taken for; left out where nobody knows. */
  type?: string
  /** The platform's own name for it. */
  native_event?: string
  /** The name that the event itself bears. */
  name?: string
  reason?: string
  fix?: string
  event_id?: string
}

export interface ReplayRow {
  org_id: number
  id: string
  filter: Json<Record<string, unknown>>
  total: number
  created_at: Generated<Date>
  cursor: string | null
  handed_out: Generated<number>
  is_handed: Generated<boolean>
  done: Generated<number>
  changed: Generated<number>
  counted: Generated<number>
  canceled_at: Date | null
  finished_at: Date | null
}

export interface EventNameRow {
  org_id: number
  platform: string
  native_event: string
  name: string
  read_as: string | null
  count: number
  first_seen: Date
  last_seen: Date
  request_id: string
}

export interface EventRow {
  org_id: number
  id: string
  received_at: Date
  occurred_at: Date | null
  request_id: string
  platform: string
  type: string
  subtype: string | null
  native_event: string
  name: string | null
  dedupe_key: string | null
  user_key: string | null
  email: string | null
  message_id: string | null
  tracking_id: string | null
  campaign_id: string | null
  template_ref: string | null
  refs: Json<Record<string, string>>
  channel: string | null
  machine: boolean | null
  amount_minor: number | null
  currency: string | null
  properties: Json<Record<string, unknown>>
  outcome: string
  reason: string | null
  matched_by: string | null
  decision_id: string | null
  template_id: string | null
  variant_id: string | null
}

/** What is to be written, or was, to a person's profile at a platform. */
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

/** A message that Parley sends itself, or has sent. */
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
  /** What the delivery became by it. */
  readonly state: string
  readonly status: number | null
  readonly reason: string | null
}

interface TransportSettingsRow {
  org_id: number
  transport: string
  settings: Json<Record<string, string>>
  updated_at: Generated<Date>
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
  ims_org: string | null
  sandbox_id: string | null
  secret: string
  previous_secret: string | null
  previous_until: Date | null
  status: Generated<string>
  status_reason: string | null
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

export interface RecommendationRow {
  org_id: number
  id: string
  template_id: string
  kind: string
  subject: string
  reason: string
  evidence: Json<Record<string, number>>
  status: string
  created_at: Date
  updated_at: Date
  decided_at: Date | null
  decided_by: string | null
  note: string | null
}
