import { join } from 'node:path'
import { copyTo } from '../parquet.ts'
import type { ServedFile, ServedTable, SharingServer } from './sharing-server.ts'

export const COLUMNS = [
  { name: 'event_name', type: 'string' },
  { name: 'event_timestamp', type: 'timestamp' },
  { name: 'message_id', type: 'string' },
  { name: 'event_date', type: 'date' },
]
export const DAY = '2026-01-03'
export const TABLE_NAME = 'events.acme.unified'

let written = 0
/** Writes rows with the numbers in [from, until) as a file of a table. */
export async function writeRows(
  folder: string,
  from: number,
  until: number,
  day: string | null = DAY,
): Promise<ServedFile> {
  const path = join(folder, `part-${++written}.parquet`)
  const time = `timestamp '${day ?? DAY}' + interval 1 second * (n % 80000)`
  await copyTo(
    path,
    `select 'emailOpen' as event_name, ${time} as event_timestamp, 'm' || n as message_id from range(${from}, ${until}) r(n)`,
  )
  return { path, partitionValues: day === null ? {} : { event_date: day } }
}

/** Makes these the files of the table, in a new version. */
export function serveFiles({ tables }: SharingServer, ...files: readonly ServedFile[]): void {
  const former = tables.get(TABLE_NAME)
  const version = (former?.version ?? 0) + 1
  const table: ServedTable = { partitionColumns: ['event_date'], columns: COLUMNS, ...former, version, files }
  tables.set(TABLE_NAME, table)
}
