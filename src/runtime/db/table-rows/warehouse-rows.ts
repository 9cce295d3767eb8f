import type { ColumnType, Generated } from 'kysely'
import type { Json } from '../json-column.ts'

/** Where exports come from. `connection` and `reading` have the form in which the kind of the source stores them. */
export interface WarehouseSourceRow {
  org_id: number
  id: string
  name: string
  kind: Generated<string>
  connection: ColumnType<object | null, string | undefined, string | null>
  reading: ColumnType<object | null, string | undefined, string | null>
  schedule: string | null
  is_paused: Generated<boolean>
  next_run_at: Date | null
  created_at: Date
  updated_at: Date | null
}

export interface WarehousePartitionRow {
  org_id: number
  source_id: string
  id: string
  name: string
  rows: Generated<number>
  loaded_at: Date | null
  held_reason: string | null
  first_event_at: Date | null
  last_event_at: Date | null
  waiting_reason: string | null
  decision: string | null
}

/** One reading of a source. */
export interface WarehouseRunRow {
  org_id: number
  source_id: string
  id: string
  state: Generated<string>
  trigger: string
  started_by: string | null
  queued_at: Date
  started_at: Date | null
  ended_at: Date | null
  failure: string | null
  progress: Json<object>
  days: ColumnType<readonly object[], string | undefined, string>
  leased_until: Generated<Date>
  failures: Generated<number>
}

/** What is known of a shared table. */
export interface WarehouseShareRow {
  org_id: number
  source_id: string
  sealed_profile: string | null
  link_hash: string | null
  expires_at: Date | null
  table_name: string | null
  table_version: string | null
  listed_at: Date | null
}
