import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { type Cell, copyTo, writeParquet } from '../../../../test/parquet.ts'
import { openEngine } from './engine.ts'
import { ADDED_FILE } from './messages.ts'
import { readFiles } from './read-files.ts'

const scratch = mkdtempSync(join(tmpdir(), 'parley-reader-'))
afterAll(() => rmSync(scratch, { recursive: true, force: true }))

async function timesOf(path: string): Promise<readonly number[]> {
  const spool = mkdtempSync(join(scratch, 'spool-'))
  const projection = { columns: {}, properties: [], latestUs: Date.UTC(2026, 5) * 1000 }
  const order = { spool, files: [{ name: 'a', path }], projection, keyPrefix: 'x', day: null }
  const result = await readFiles(order, async () => {})
  expect(result.files).toMatchObject([{ fault: null, refused: [] }])
  const lines = readFileSync(join(spool, ADDED_FILE), 'utf8').trim().split('\n')
  return lines.map(line => JSON.parse(line).at_us)
}

const AT_US = Date.UTC(2026, 0, 3, 10, 0, 0, 123) * 1000
const TYPES: readonly (readonly [name: string, sql: string, us: number])[] = [
  ['seconds', `'2026-01-03 10:00:00'::timestamp_s`, AT_US - 123_000],
  ['milliseconds', `'2026-01-03 10:00:00.123'::timestamp_ms`, AT_US],
  ['microseconds', `'2026-01-03 10:00:00.123456'::timestamp`, AT_US + 456],
  ['nanoseconds', `'2026-01-03 10:00:00.123456789'::timestamp_ns`, AT_US + 456],
  ['a zone', `'2026-01-03 12:00:00.123456+02'::timestamptz`, AT_US + 456],
  ['days', `'2026-01-03'::date`, Date.UTC(2026, 0, 3) * 1000],
  ['text with a zone', `'2026-01-03T11:00:00.123+01:00'`, AT_US],
  ['text without a zone', `'2026-01-03 10:00:00.123'`, AT_US],
  ['a number of seconds', '1767434400', AT_US - 123_000],
  ['a number of milliseconds', '1767434400123', AT_US],
  ['a number of microseconds', '1767434400123456', AT_US + 456],
  ['a number of nanoseconds', '1767434400123456789', AT_US + 456],
]

it.each(TYPES)('times are read from %s', async (name, sql, us) => {
  const path = join(scratch, `${name}.parquet`)
  await copyTo(path, `select 'x' as event_name, ${sql} as event_timestamp`)
  expect(await timesOf(path)).toEqual([us])
})

it('bytes are texts if they can be, and refuse no file if they cannot', async () => {
  const spool = mkdtempSync(join(scratch, 'spool-'))
  const path = await writeParquet(join(scratch, 'bytes.parquet'), [
    {
      event_name: { sql: `'opened'::blob` },
      event_timestamp: { sql: `'2026-01-03 10:00:00'::blob` },
      user_id: { sql: `encode('Jörg')` },
      avatar: { sql: `'\\xFF\\x00a'::blob` },
    },
  ])
  const projection = { columns: {}, properties: '*' as const, latestUs: Date.UTC(2026, 5) * 1000 }
  const order = { spool, files: [{ name: 'a', path }], projection, keyPrefix: 'x', day: null }
  const result = await readFiles(order, async () => {})
  expect(result.files).toMatchObject([{ rows: 1, fault: null, refused: [] }])
  expect(JSON.parse(readFileSync(join(spool, ADDED_FILE), 'utf8'))).toMatchObject({
    ...{ event_name: 'opened', at_us: Date.UTC(2026, 0, 3, 10) * 1000, user_id: 'Jörg' },
    properties: JSON.stringify({ avatar: '\\xFF\\x00a' }),
  })
})

it('one day can have files with different types and columns', async () => {
  const spool = mkdtempSync(join(scratch, 'spool-'))
  const file = async (name: string, row: Readonly<Record<string, Cell>>) => ({
    name,
    path: await writeParquet(join(scratch, `${name}.parquet`), [row]),
  })
  const files = [
    await file('plain', {
      EVENT_NAME: 'x',
      event_timestamp: { sql: `timestamp '2026-01-03'` },
      campaign_id: 12,
    }),
    await file('zoned', {
      event_name: 'x',
      event_timestamp: { sql: `timestamptz '2026-01-03 00:00:00+00'` },
      added: 1,
    }),
    await file('float', {
      event_name: 'x',
      event_timestamp: '2026-01-03',
      campaign_id: { sql: '12::double' },
    }),
  ]
  const projection = { columns: {}, properties: ['added'], latestUs: Date.UTC(2026, 5) * 1000 }
  const result = await readFiles(
    { spool, files, projection, keyPrefix: 'x', day: '2026-01-03' },
    async () => {},
  )
  expect(result).toMatchObject({ rows: 3, otherDay: 0 })
  const rows = readFileSync(join(spool, ADDED_FILE), 'utf8')
    .trim()
    .split('\n')
    .map(line => JSON.parse(line))
  expect(new Set(rows.map(({ at_us }) => at_us)).size).toBe(1)
  expect(rows.map(({ campaign_id }) => campaign_id).sort()).toEqual(['12', '12', null])
  expect(rows.map(({ properties }) => properties).filter(kept => kept !== null)).toEqual(['{"added":1}'])
})

it('the reader opens nothing but its files and its spool', async () => {
  const path = await writeParquet(join(scratch, 'mine.parquet'), [{ a: 1 }])
  const other = await writeParquet(join(scratch, 'other.parquet'), [{ a: 1 }])
  const spool = mkdtempSync(join(scratch, 'spool-'))
  const { all, run } = await openEngine(spool, [path])
  expect(await all(`select a from read_parquet('${path}')`)).toEqual([{ a: 1 }])
  for (const sql of [
    `select * from read_parquet('${other}')`,
    `select * from read_parquet('${spool}/../other.parquet')`,
    `select * from read_parquet('http://127.0.0.1:1/a.parquet')`,
    `select * from read_text('/etc/hostname')`,
    `copy (select 1) to '${scratch}/out.csv'`,
    'install httpfs',
    'set enable_external_access = true',
    `set memory_limit = '10GB'`,
  ])
    await expect(run(sql), sql).rejects.toThrow()
})
