import type { ColumnType } from 'kysely'

type Fields = ColumnType<Readonly<Record<string, unknown>> | null, string | null | undefined, string | null>

export interface AuditEntryRow {
  id: string
  org_id: number | null
  at: Date
  actor_kind: string
  actor_id: string
  actor_name: string
  action: string
  object_type: string
  object_id: string | null
  template_id: string | null
  state: string
  status: number | null
  fields: string[]
  before: Fields
  after: Fields
  ip_prefix: string | null
}
