import type { Generated, JSONColumnType } from 'kysely'

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
  events: EventRow
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
  reason?: string
  fix?: string
  event_id?: string
}

interface ReplayRow {
  org_id: number
  id: string
  filter: Json<Record<string, unknown>>
  total: number
  created_at: Generated<Date>
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
