import { fileURLToPath } from 'node:url'
import { PGlite } from '@electric-sql/pglite'
import { expect, it } from 'vitest'
import { askDuckDb } from '../parquet.ts'
import { at, UNLOAD, VIEW } from './documented-sql.ts'
import { createRawEvents, EXPORTS, RECORDED_USERS } from './raw-events.ts'

// The view of docs/warehouse-sql.md, on PostgreSQL in the place of Redshift. Two things differ: `dateadd` is a function of
// this test, whose unit is a text; and of UNLOAD only the query runs.

const RECORDED = fileURLToPath(new URL('recorded/TIMESTAMP_MICROS/', import.meta.url))
const { rows } = createRawEvents(RECORDED_USERS)

const DATEADD = `create function dateadd(unit text, count integer, moment timestamp) returns timestamp
  language sql immutable return moment + (count || ' ' || unit)::interval`
const onPostgres = (sql: string): string => sql.replace(/dateadd\((\w+),/g, `dateadd('$1',`)

const TABLES = {
  iterable_events:
    'event_name text, created_at timestamp, message_id text, template_id bigint, campaign_id bigint, user_id text, link_url text, is_bot boolean',
  custom_events:
    'event_id text, event_name text, occurred_at timestamp, user_id text, amount numeric, currency text',
} as const

const COLUMNS = `event_name, event_timestamp::timestamp::text as at, message_id, template_id::int as template_id, campaign_id::int as campaign_id,
  value::text as value, currency, event_date::text as day`

it.each([1, 2])('the view of Redshift has the rows that Spark writes, in export %i', async number => {
  const db = await PGlite.create()
  try {
    await db.exec(DATEADD)
    for (const [table, columns] of Object.entries(TABLES)) {
      const known = rows.filter(row => row.table === table && row.knownFrom <= number)
      await db.exec(`create table ${table} (${columns})`)
      await db.query(`insert into ${table} select * from json_populate_recordset(null::${table}, $1)`, [
        JSON.stringify(known.map(row => row.columns)),
      ])
    }
    await db.exec(onPostgres(at(VIEW, EXPORTS[number - 1]?.today ?? '')))
    const [, query = ''] = /^unload \('(.*)'\)/.exec(UNLOAD) ?? []
    const unloaded = await db.query(`select ${COLUMNS} from (${query}) rows`)
    const files = `read_parquet('${RECORDED}export-${number}/*/*.parquet', hive_partitioning = true)`
    const days = EXPORTS[number - 1]?.days.map(day => `'${day}'`).join(', ')
    const exported = await askDuckDb(`select ${COLUMNS} from ${files} where event_date in (${days})`)
    expect(exported.length).toBeGreaterThan(90)
    expect(sorted(unloaded.rows)).toEqual(sorted(exported))
  } finally {
    await db.close()
  }
})

const sorted = (list: readonly unknown[]): readonly string[] => list.map(row => JSON.stringify(row)).sort()
