import type { ColumnType, Generated } from 'kysely'
import type { Json } from '../json-column.ts'

// The configuration of organisations, and their recommendations.

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
  channels: ColumnType<readonly StoredChannelChoice[], string | undefined, string>
  currency_digits: ColumnType<Readonly<Record<string, number>>, never, never>
  created_at: Generated<Date>
  limits: ColumnType<StoredLimits, string | undefined, string>
  /** The organisation whose demo it is. */
  demo_of: number | null
}

/** As in the API. */
export interface StoredChannelChoice {
  event: string
  platform?: string | null
  channel: 'webhook' | 'warehouse'
  since?: string | null
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

/** As in the API; what is missing has no limit of its own. */
export interface StoredLimits {
  manage_calls_per_minute?: number
  generate_calls_per_minute?: number
  webhook_calls_per_minute?: number
  choices_per_month?: number
  events_per_month?: number
  templates?: number
  keys?: number
}

export interface SandboxRow {
  org_id: number
  name: string
  created_at: Generated<Date>
}

export interface ApiKeyRow {
  org_id: number
  id: string
  name: string
  scopes: string[]
  secret_hash: string
  created_at: Generated<Date>
  last_four: string | null
  created_by: string | null
  expires_at: Date | null
  last_used_at: Date | null
  last_used_ip_prefix: string | null
  previous_hash: string | null
  previous_until: Date | null
  calls_per_minute: number | null
}

export interface FormerSlugRow {
  slug: string
  org_id: number
  until: Date
  callers: Json<Readonly<Record<string, string>>>
}

export interface AttributeRuleRow {
  org_id: number
  name: string
  rule: Json<Record<string, unknown>>
  created_at: Generated<Date>
}

/** The key of the hashes by which exports name people. */
export interface PersonHashKeyRow {
  org_id: number
  /** Sealed. */
  key: string
  created_at: Date
  /** The last decision whose names were hashed. */
  id: string | null
  decided_at: Date | null
}

export interface CustomMetricRow {
  org_id: number
  id: string
  name: string
  kind: string
  events: string[]
  value_field: string | null
  currency: string | null
  direction: string
  window_days: number
  parts: Json<{ metric: string; weight: number }[]>
  archived: Generated<boolean>
  created_at: Date
  updated_at: Date
}

export interface PlatformSettingsRow {
  org_id: number
  platform: string
  settings: Json<Record<string, string>>
  updated_at: Generated<Date>
}

/** As in the API; missing values have their defaults. */
export interface LearningSettings {
  context?: readonly string[]
  metrics?: readonly { metric: string; weight: number }[]
  weights?: Readonly<Record<string, number>>
  half_life_days?: number
  guardrail_margin?: number
  guardrails?: readonly { metric: string; margin?: number }[]
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
  /** The variant that has taken its place. */
  replaced_by: ColumnType<string | null, never, string | null>
}

export interface TransportSettingsRow {
  org_id: number
  transport: string
  settings: Json<Record<string, string>>
  updated_at: Generated<Date>
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
  decided_by_name: string | null
  note: string | null
}

/** Everything that divides the traffic of a template, and that a person may want back. */
export interface TrafficState {
  readonly status: string
  readonly algorithm: string
  readonly epsilon: number
  /** By variant id. Null: none are set. */
  readonly weights: Readonly<Record<string, number>> | null
  /** The status of each variant, by its id. */
  readonly variants: Readonly<Record<string, string>>
}

export interface TrafficChangeRow {
  org_id: number
  /** Rises with every change. */
  id: Generated<number>
  template_id: string
  kind: string
  at: Date
  by: string
  note: string | null
  variant_id: string | null
  before: Json<TrafficState>
  after: Json<TrafficState>
  undone_at: ColumnType<Date | null, never, Date>
}

export interface AnnotationRow {
  org_id: number
  id: Generated<number>
  template_id: string
  at: Date
  text: string
  by: string
  created_at: Date
}

/** A text that a variant had. */
export interface VariantVersionRow {
  org_id: number
  variant_id: string
  /** Counts from 1. */
  version: number
  vars: Json<Record<string, string>>
  changed_by: string | null
  changed_at: Date
}

/** A rendered message, for a short time. */
export interface PreviewPageRow {
  org_id: number
  id: string
  html: string
  expires_at: Date
}
