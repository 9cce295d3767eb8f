import type { AccountLinkRow, MembershipRow, SessionRow, UserRow } from './account-rows.ts'
import type { AuditEntryRow } from './audit-rows.ts'
import type {
  AnnotationRow,
  ApiKeyRow,
  AttributeRuleRow,
  CustomMetricRow,
  FormerSlugRow,
  OrgRow,
  PlatformSettingsRow,
  PreviewPageRow,
  RecommendationRow,
  SandboxRow,
  TemplateRow,
  TrafficChangeRow,
  TransportSettingsRow,
  VariantRow,
  VariantVersionRow,
} from './configuration-rows.ts'
import type { EventNameRow, EventRow, InboundRequestRow, RefusedCallRow, ReplayRow } from './inbound-rows.ts'
import type { JobRow } from './job-rows.ts'
import type {
  DeliveryRow,
  FeedbackAttemptRow,
  FeedbackDeliveryRow,
  FeedbackWebhookRow,
  ProfileWriteRow,
} from './outgoing-rows.ts'
import type {
  WarehousePartitionRow,
  WarehouseRunRow,
  WarehouseShareRow,
  WarehouseSourceRow,
} from './warehouse-rows.ts'

/** Rows in the typed query builder. Hot statements are plain SQL and need no entry here. */
export interface Tables {
  audit_entries: AuditEntryRow
  orgs: OrgRow
  org_locks: { org_id: number }
  sandboxes: SandboxRow
  api_keys: ApiKeyRow
  former_slugs: FormerSlugRow
  attribute_rules: AttributeRuleRow
  custom_metrics: CustomMetricRow
  platform_settings: PlatformSettingsRow
  instance_settings: { key: string; value: string }
  templates: TemplateRow
  variants: VariantRow
  inbound_requests: InboundRequestRow
  refused_calls: RefusedCallRow
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
  users: UserRow
  memberships: MembershipRow
  sessions: SessionRow
  account_links: AccountLinkRow
  jobs: JobRow
  traffic_changes: TrafficChangeRow
  annotations: AnnotationRow
  variant_versions: VariantVersionRow
  preview_pages: PreviewPageRow
  warehouse_sources: WarehouseSourceRow
  warehouse_partitions: WarehousePartitionRow
  warehouse_runs: WarehouseRunRow
  warehouse_shares: WarehouseShareRow
}
