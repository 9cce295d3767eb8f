import type { ColumnType, Generated } from 'kysely'
import type { Json } from '../json-column.ts'

/** Work that takes longer than a request. */
export interface JobRow {
  org_id: number
  id: string
  kind: string
  input: Json<object>
  total: number
  done: Generated<number>
  changed: Generated<number>
  cursor: ColumnType<object | null, string | undefined, string>
  result: ColumnType<object | null, string | undefined, string>
  state: Generated<string>
  failure: string | null
  created_at: Date
  created_by: string | null
  finished_at: Date | null
  leased_until: Generated<Date>
}
