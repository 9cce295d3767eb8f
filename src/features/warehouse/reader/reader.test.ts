import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { type Cell, copyTo, writeParquet } from '../../../../test/parquet.ts'
import { groupBy } from '../../../lib/group-by.ts'
import { readAdded } from '../changed-rows.ts'
import { CONTENT_COLUMNS } from './columns.ts'
import { openEngine } from './engine.ts'
import { FORMER_FILE, GONE_FILE, type ReadResult } from './messages.ts'
import { readFiles } from './read-files.ts'

const scratch = mkdtempSync(join(tmpdir(), 'parley-reader-'))
afterAll(() => rmSync(scratch, { recursive: true, force: true }))

const LATEST_US = Date.UTC(2026, 5) * 1000

interface Row {
  readonly key: string
  readonly atUs: number
  readonly content: Readonly<Record<string, string | null | undefined>>
}

async function rowsOf(spool: string, { runs }: ReadResult): Promise<readonly Row[]> {
  const rows: Row[] = []
  for await (const [key, atUs, ...content] of readAdded(spool, runs))
    rows.push({
      key,
      atUs,
      content: Object.fromEntries(CONTENT_COLUMNS.map((name, at) => [name, content[at] ?? null])),
    })
  return rows
}

async function timesOf(path: string): Promise<readonly number[]> {
  const spool = mkdtempSync(join(scratch, 'spool-'))
  const projection = { columns: {}, properties: [], isScrubbed: false, latestUs: LATEST_US }
  const order = { spool, files: [{ name: 'a', path }], projection, day: null }
  const result = await readFiles(order, async () => {})
  expect(result.files).toMatchObject([{ fault: null, refused: [] }])
  return (await rowsOf(spool, result)).map(({ atUs }) => atUs)
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

it.each([
  ['few columns', {}],
  ['a column at the end', { currency: { sql: "'EUR'" } }],
  ['properties', { plan: { sql: "'pro'" } }],
  ['a column that is empty', { template_id: { sql: 'null::varchar' } }],
])('the key of a row is the hash of its content, with %s', async (name, more) => {
  const spool = mkdtempSync(join(scratch, 'spool-'))
  const path = await writeParquet(join(scratch, `key of ${name}.parquet`), [
    {
      ...{ event_name: { sql: "'opened'" }, event_timestamp: { sql: `make_timestamp(${AT_US})` } },
      ...{ campaign_id: { sql: '7' }, ...more },
    },
  ])
  const projection = { columns: {}, properties: ['plan'], isScrubbed: false, latestUs: LATEST_US }
  const order = { spool, files: [{ name: 'a', path }], projection, day: null }
  const [row] = await rowsOf(spool, await readFiles(order, async () => {}))
  const content = [AT_US, ...CONTENT_COLUMNS.map(column => row?.content[column] ?? '\x1e')].join('\x1f')
  expect(row?.key).toBe(`${createHash('md5').update(content).digest('hex').slice(0, 24)}|1`)
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
  const projection = { columns: {}, properties: '*' as const, isScrubbed: false, latestUs: LATEST_US }
  const result = await readFiles(
    { spool, files: [{ name: 'a', path }], projection, day: null },
    async () => {},
  )
  expect(result.files).toMatchObject([{ rows: 1, fault: null, refused: [] }])
  expect(await rowsOf(spool, result)).toMatchObject([
    {
      atUs: Date.UTC(2026, 0, 3, 10) * 1000,
      content: {
        ...{ event_name: 'opened', user_id: 'Jörg' },
        properties: JSON.stringify({ avatar: '\\xFF\\x00a' }),
      },
    },
  ])
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
  const projection = { columns: {}, properties: ['added'], isScrubbed: false, latestUs: LATEST_US }
  const result = await readFiles({ spool, files, projection, day: '2026-01-03' }, async () => {})
  expect(result).toMatchObject({ rows: 3, otherDay: 0 })
  const rows = await rowsOf(spool, result)
  expect(new Set(rows.map(({ atUs }) => atUs)).size).toBe(1)
  expect(rows.map(({ content }) => content['campaign_id']).sort()).toEqual(['12', '12', null])
  expect(rows.map(({ content }) => content['properties']).filter(kept => kept !== null)).toEqual([
    '{"added":1}',
  ])
})

it('many small files are one list in the order of time', async () => {
  const spool = mkdtempSync(join(scratch, 'spool-'))
  const files = await Promise.all(
    Array.from({ length: 120 }, async (_, at) => {
      const path = join(scratch, 'small', `${at}.parquet`)
      const time = `timestamp '2026-01-03' + interval (hash(n + ${at * 5}) % 80000) second`
      await copyTo(
        path,
        `select 'x' as event_name, ${time} as event_timestamp, n + ${at * 5} as message_id from range(5) r(n)`,
      )
      return { name: `${at}`, path }
    }),
  )
  const projection = { columns: {}, properties: [], isScrubbed: false, latestUs: LATEST_US }
  const result = await readFiles({ spool, files, projection, day: '2026-01-03' }, async () => {})
  expect(result).toMatchObject({ rows: 600, added: 600, runs: 3 })
  const rows = await rowsOf(spool, result)
  const times = rows.map(({ atUs }) => atUs)
  expect(times).toEqual(times.toSorted((left, right) => left - right))
  expect(new Set(rows.map(({ key }) => key)).size).toBe(600)
})

it('equal rows are told apart by numbers, whatever file they are in', async () => {
  const projection = { columns: {}, properties: [], isScrubbed: false, latestUs: LATEST_US }
  /** How often each of five rows is in the files of an export. */
  const read = async (counts: readonly (readonly number[])[], former: ReadonlySet<string>) => {
    const spool = mkdtempSync(join(scratch, 'spool-'))
    const lines = [...former].map(key => `partition|${key},${key},1000\n`)
    if (former.size > 0) writeFileSync(join(spool, FORMER_FILE), lines.join(''))
    const files = await Promise.all(
      counts.map(async (inFile, at) => {
        const rows = inFile.flatMap((count, row) =>
          Array.from({ length: count }, () => ({
            event_name: 'x',
            event_timestamp: '2026-01-03',
            user_id: row,
          })),
        )
        return { name: `${at}`, path: await writeParquet(join(spool, `${at}.parquet`), rows) }
      }),
    )
    const result = await readFiles({ spool, files, projection, day: '2026-01-03' }, async () => {})
    const keys = new Set(former)
    if (result.gone > 0)
      for (const line of readFileSync(join(spool, GONE_FILE), 'utf8').trim().split('\n'))
        expect(keys.delete(JSON.parse(line).id)).toBe(true)
    for (const { key } of await rowsOf(spool, result)) {
      expect(keys.has(key)).toBe(false)
      keys.add(key)
    }
    return { result, keys }
  }
  const first = await read(
    [
      [3, 1, 0, 2, 0],
      [1, 1, 4, 0, 0],
    ],
    new Set(),
  )
  expect(first.result).toMatchObject({ rows: 12, former: 0, added: 12, gone: 0 })
  expect(countsOf(first.keys)).toEqual([2, 2, 4, 4])
  const second = await read(
    [
      [0, 1, 1, 0, 0],
      [2, 0, 0, 3, 1],
      [1, 2, 0, 0, 0],
    ],
    first.keys,
  )
  expect(second.result).toMatchObject({ rows: 11, former: 12, added: 3, gone: 4 })
  expect(countsOf(second.keys)).toEqual([1, 1, 3, 3, 3])
  const again = await read([[3, 3, 1, 3, 1]], second.keys)
  expect(again.result).toMatchObject({ rows: 11, former: 11, added: 0, gone: 0 })
})

/** How many keys there are of each row, in ascending order. */
const countsOf = (keys: Iterable<string>) =>
  [...groupBy(keys, key => key.split('|')[0]).values()].map(({ length }) => length).sort()

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

/** The numbers of the rows that an export that names no person may not have. */
async function personalIn(column: string, values: readonly string[], properties: readonly string[] = []) {
  const spool = mkdtempSync(join(scratch, 'spool-'))
  const path = join(scratch, `${column}.parquet`)
  await writeParquet(
    path,
    values.map(value => ({ event_name: 'x', event_timestamp: '2026-01-03', [column]: value })),
  )
  const projection = { columns: {}, properties, isScrubbed: true, latestUs: LATEST_US }
  const order = { spool, files: [{ name: 'a', path }], projection, day: null }
  const { files, rows } = await readFiles(order, async () => {})
  const refused = files[0]?.refused ?? []
  expect(rows + (refused[0]?.count ?? 0)).toBe(values.length)
  expect(refused.every(({ reason }) => reason === 'personal-data')).toBe(true)
  return values.filter((_, at) => refused.some(each => each.rows.includes(at)))
}

const ADDRESSES = [
  'ann@example.com',
  'user:Ann.B+1@Example.co.uk',
  'ann%40example.com',
  'änn＠müller.example',
]
const PHONES = ['+491511234567', '+1 (555) 123-4567', '0151/123 45 67', '555-123-4567', 'tel:+15551234567']
const IDS = [
  ...['550e8400-e29b-41d4-a716-446655440000', '12345678', '491511234567', '2026-01-03', 'c-12-34', 'a@b'],
  ...['9f86d081884c7d659a2feaa0c55ad015', 'order 10.20', 't-u1', '1.2.3'],
]

it.each(['message_id', 'user_id_or_email', 'campaign_id', 'session_id'])(
  'an export that names no person may have neither an address nor a phone number as %s',
  async column => {
    expect(await personalIn(column, [...ADDRESSES, ...IDS, ...PHONES])).toEqual([...ADDRESSES, ...PHONES])
  },
)

it('nor an address in its properties', async () => {
  expect(await personalIn('plan', ['pro', 'of ann@example.com', '+491511234567'], ['plan'])).toEqual([
    'of ann@example.com',
  ])
})
