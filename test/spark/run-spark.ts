import { execFile } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { at, INSERT, statementsOf, TABLE, VIEW } from './documented-sql.ts'
import { EXPORTS, type RawEvents } from './raw-events.ts'

const SCRIPT = fileURLToPath(new URL('export_rows.py', import.meta.url))

const SCHEMAS = {
  iterable_events:
    'known_from int, event_name string, created_at timestamp, message_id string, template_id bigint, campaign_id bigint, user_id string, link_url string, is_bot boolean',
  custom_events:
    'known_from int, event_id string, event_name string, occurred_at timestamp, user_id string, amount double, currency string',
} as const

/** The format of times: what the documentation says, and Spark's own default. */
export const FORMATS = ['TIMESTAMP_MICROS', 'INT96'] as const
export type TimeFormat = (typeof FORMATS)[number]

/** The folder as each export left it. */
export type Exported = Readonly<Record<TimeFormat, readonly string[]>>

/**
 * Exports raw events with the statements of docs/warehouse-sql.md, once for each format.
 * @param python one that has pyspark
 * @param parallel how many files Spark writes for a day, at most
 */
export async function runSpark(
  python: string,
  folder: string,
  { rows }: RawEvents,
  parallel: number,
): Promise<Exported> {
  mkdirSync(folder, { recursive: true })
  const tables = Object.fromEntries(
    Object.entries(SCHEMAS).map(([table, schema]) => {
      const path = join(folder, `${table}.json`)
      const inside = rows.filter(row => row.table === table)
      const lines = inside.map(row => JSON.stringify({ known_from: row.knownFrom, ...row.columns }))
      writeFileSync(path, lines.join('\n'))
      return [table, { path, schema }]
    }),
  )
  const exports = FORMATS.flatMap(format => EXPORTS.map((_, index) => exportOf(folder, format, index)))
  const order = join(folder, 'order.json')
  writeFileSync(order, JSON.stringify({ folder, tables, parallel, exports }))
  await promisify(execFile)(python, [SCRIPT, order], { cwd: folder, maxBuffer: 64 * 2 ** 20 })
  const keptOf = (format: TimeFormat) => EXPORTS.map((_, index) => exportOf(folder, format, index).kept)
  return { TIMESTAMP_MICROS: keptOf('TIMESTAMP_MICROS'), INT96: keptOf('INT96') }
}

function exportOf(folder: string, format: TimeFormat, index: number) {
  const writes = join(folder, format, 'out')
  const statements = [
    ...(index === 0 ? ['drop table if exists parley_events'] : []),
    ...statementsOf(at(VIEW, EXPORTS[index]?.today ?? '')),
    ...statementsOf(TABLE.replace('s3://your-bucket/databricks/acme/', writes)),
    ...statementsOf(INSERT.replace('TIMESTAMP_MICROS', format)),
  ]
  return { number: index + 1, statements, writes, kept: join(folder, format, `export-${index + 1}`) }
}
