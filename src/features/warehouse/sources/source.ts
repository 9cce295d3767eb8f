import type { Selectable } from 'kysely'
import type { WarehouseSourceRow } from '../../../runtime/db/table-rows/warehouse-rows.ts'
import { parseWindow } from '../flags.ts'
import type { Reading } from '../loading.ts'
import type { ColumnMap } from '../reader/columns.ts'
import type { StoredConnection } from './connections.ts'

/** How the rows of a source are read, as stored. */
export interface StoredReading {
  readonly platform: string
  readonly columns: ColumnMap
  readonly properties: 'all' | readonly string[]
  /** Such as 72h; null: the template's. */
  readonly window: string | null
  /** Absent in sources that were stored before it existed. */
  readonly scrubbed?: boolean
  /** Likewise. */
  readonly people?: Reading['people']
}

/** A source that Parley reads itself. */
export interface StoredSource
  extends Pick<
    Selectable<WarehouseSourceRow>,
    'org_id' | 'id' | 'name' | 'schedule' | 'is_paused' | 'next_run_at' | 'created_at'
  > {
  readonly connection: StoredConnection
  readonly reading: StoredReading
  readonly updated_at: Date
}

/** What a person sets. */
export type SourceContent = Pick<
  StoredSource,
  'name' | 'connection' | 'reading' | 'schedule' | 'is_paused' | 'next_run_at'
>

/** The same for the import. */
export const readingOf = ({
  platform,
  columns,
  properties,
  window,
  scrubbed,
  people,
}: StoredReading): Reading => ({
  ...{ platform, columns, properties: properties === 'all' ? '*' : properties },
  lookbackHours: parseWindow(window ?? undefined),
  ...{ isScrubbed: scrubbed === true, people: people ?? 'plain' },
})
