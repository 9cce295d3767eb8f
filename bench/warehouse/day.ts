import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'

export const DAY = '2026-01-03'

/**
 * Writes a day of an export with the columns of the unified stream.
 * @param rowGroup rows in each row group
 * @returns the paths of its files
 */
export async function writeDay(
  folder: string,
  rows: number,
  files: number,
  rowGroup: number,
): Promise<readonly string[]> {
  const each = Math.ceil(rows / files)
  const paths = Array.from({ length: files }, (_, at) => join(folder, `${at}.parquet`))
  for (const [at, path] of paths.entries())
    await writeParquet(
      path,
      `select ['emailSend', 'emailOpen', 'emailClick', 'purchase'][1 + n % 4] as event_name,
         make_timestamp(${Date.parse(DAY) * 1000} + (hash(n) % 86400000000)::bigint) as event_timestamp, date '${DAY}' as event_date,
         case when n % 50 <> 0 then uuid()::varchar end as message_id, 'welcome-' || n % 7 as template_id,
         case when n % 20 <> 0 then n % 400 end as campaign_id
       from range(${at * each}, ${Math.min(rows, (at + 1) * each)}) rows (n)`,
      rowGroup,
    )
  return paths
}

const ROW_GROUP = 122_880

export async function writeParquet(path: string, query: string, rowGroup = ROW_GROUP): Promise<void> {
  const connection = await (await DuckDBInstance.create(':memory:')).connect()
  await connection.run(`set TimeZone = 'UTC'`)
  // Each thread begins row groups of its own.
  if (rowGroup > ROW_GROUP) await connection.run('set threads = 1')
  await connection.run(`copy (${query}) to '${path}' (format parquet, row_group_size ${rowGroup})`)
  connection.closeSync()
}
