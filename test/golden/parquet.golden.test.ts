import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { readAdded } from '../../src/features/warehouse/changed-rows.ts'
import { openEngine } from '../../src/features/warehouse/reader/engine.ts'
import type { ReadResult } from '../../src/features/warehouse/reader/messages.ts'
import { readFiles } from '../../src/features/warehouse/reader/read-files.ts'

// Parquet files of other writers, which are no part of this repository. PARQUET_DATA is a folder with apache/parquet-testing
// (its folder data) as parquet-testing/, and the golden tables of delta-io/delta as delta-golden/.

const DATA = process.env['PARQUET_DATA'] ?? ''
const TESTING = join(DATA, 'parquet-testing')
const GOLDEN = join(DATA, 'delta-golden')

const scratch = mkdtempSync(join(tmpdir(), 'parley-golden-'))
afterAll(() => rmSync(scratch, { recursive: true, force: true }))

const parquetIn = (folder: string) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
    name => name.endsWith('.parquet') && !name.includes('_delta_log'),
  )

interface Read {
  readonly result: ReadResult
  /** Event names and times, sorted. */
  readonly rows: readonly string[]
}

/** Reads files as the product does, with two of their columns as name and time. */
async function read(
  folder: string,
  names: readonly string[],
  event_name: string,
  event_timestamp: string,
): Promise<Read> {
  const spool = mkdtempSync(join(scratch, 'spool-'))
  const columns = { event_name, event_timestamp }
  const projection = { columns, properties: [], isScrubbed: false, latestUs: Date.UTC(2026, 0) * 1000 }
  const files = names.map(name => ({ name, path: join(folder, name) }))
  const result = await readFiles({ spool, files, projection, day: null }, async () => {})
  const rows: string[] = []
  for await (const [, atUs, name] of readAdded(spool, result.runs))
    rows.push(`${name} ${new Date(atUs / 1000).toISOString()} ${atUs % 1000}`)
  return { result, rows: rows.sort() }
}

/** Codecs and encodings that DuckDB does not have, and one text of two gigabytes. */
const UNREADABLE = [
  'byte_stream_split_extended.gzip.parquet',
  'hadoop_lz4_compressed.parquet',
  'hadoop_lz4_compressed_larger.parquet',
  'large_string_map.brotli.parquet',
  'map_no_value.parquet',
  'non_hadoop_lz4_compressed.parquet',
]

describe('the files of parquet-testing', () => {
  it('are read whole, but for six that are refused', async () => {
    const names = readdirSync(TESTING).filter(name => name.endsWith('.parquet'))
    const { all } = await openEngine(
      scratch,
      names.map(name => join(TESTING, name)),
    )
    const refused: string[] = []
    const counts = new Map<string, number>()
    for (const name of names) {
      try {
        const [row] = await all(
          `select count(*) as rows, bit_xor(hash(file)) as content from read_parquet('${join(TESTING, name)}', binary_as_string = false) file`,
        )
        counts.set(name, Number(row?.['rows']))
      } catch {
        refused.push(name)
      }
    }
    expect(refused.sort()).toEqual(UNREADABLE)
    expect(Object.fromEntries(counts)).toMatchObject({
      'alltypes_plain.parquet': 8,
      'alltypes_tiny_pages.parquet': 7300,
      'delta_binary_packed.parquet': 200,
      'lz4_raw_compressed_larger.parquet': 10_000,
    })
  })

  it.each([
    'delta_binary_packed',
    'delta_byte_array',
    'delta_encoding_required_column',
    'delta_encoding_optional_column',
  ])('%s has the published values', async name => {
    const [parquet, csv] = [join(TESTING, `${name}.parquet`), join(TESTING, `${name}_expect.csv`)]
    const { all } = await openEngine(mkdtempSync(join(scratch, 'spool-')), [parquet, csv])
    const texts = 'columns(*)::varchar'
    const found = await all(`select ${texts} from read_parquet('${parquet}')`)
    const wanted = await all(`select ${texts} from read_csv('${csv}', header = true, all_varchar = true)`)
    // An empty text and null are one in CSV.
    const values = (rows: typeof found) => rows.map(row => Object.values(row).map(value => value ?? ''))
    expect(found.length).toBeGreaterThan(99)
    expect(values(found)).toEqual(values(wanted))
  })

  it('INT96 times of Spark have the published microseconds; those beyond any calendar are refused', async () => {
    const { result, rows } = await read(TESTING, ['int96_from_spark.parquet'], 'a', 'a')
    expect(rows.map(row => row.split(' ').slice(-2).join(' '))).toEqual([
      '2024-01-01T01:00:00.000Z 0',
      '2024-01-01T20:34:56.123Z 456',
      '2024-12-30T23:00:00.000Z 0',
    ])
    expect(result.files[0]?.refused).toEqual([
      { reason: 'no-event-name', count: 1, rows: [4] },
      { reason: 'time-out-of-range', count: 2, rows: [2, 5] },
    ])
  })

  it('times of Impala are read, whatever the size and the encoding of pages', async () => {
    const { rows } = await read(TESTING, ['alltypes_plain.parquet'], 'id', 'timestamp_col')
    expect(rows).toContain('3 2009-02-01T00:01:00.000Z 0')
    const tiny = await read(TESTING, ['alltypes_tiny_pages.parquet'], 'id', 'timestamp_col')
    const plain = await read(TESTING, ['alltypes_tiny_pages_plain.parquet'], 'id', 'timestamp_col')
    expect(tiny.rows).toHaveLength(7300)
    expect(tiny.rows).toEqual(plain.rows)
  })

  it.each(readdirSync(join(TESTING, 'bad_data')).filter(name => name.endsWith('.parquet')))(
    'bad_data/%s is refused with a reason',
    async name => {
      const { result } = await read(join(TESTING, 'bad_data'), [name], 'event_name', 'event_timestamp')
      expect(result.files).toMatchObject([
        { name, rows: 0, fault: expect.stringMatching(/^(?:unreadable|missing-columns): ./) },
      ])
    },
  )

  it('encrypted files are refused with a reason', async () => {
    const names = readdirSync(TESTING).filter(name => name.endsWith('.parquet.encrypted'))
    const { result } = await read(TESTING, names, 'event_name', 'event_timestamp')
    expect(names.length).toBeGreaterThan(5)
    expect(result.files.every(({ fault }) => /^(?:unreadable|missing-columns): ./.test(fault ?? ''))).toBe(
      true,
    )
  })
})

describe('the golden tables of Delta', () => {
  it.each([
    ['kernel-timestamp-INT96', 0],
    ['kernel-timestamp-TIMESTAMP_MICROS', 0],
    ['kernel-timestamp-TIMESTAMP_MILLIS', 0],
    // Written by a session eight hours behind UTC.
    ['kernel-timestamp-PST', 8],
  ])('%s has its times', async (table, hours) => {
    const { result, rows } = await read(join(GOLDEN, table), parquetIn(join(GOLDEN, table)), 'id', 'time')
    const at = (text: string) => new Date(Date.parse(text) + hours * 3_600_000).toISOString()
    expect(rows).toEqual([`0 ${at('2020-02-01T08:09:10Z')} 0`, `2 ${at('2000-01-01T09:00:00Z')} 0`])
    const refused = result.files.flatMap(file => file.refused.map(({ reason }) => reason)).sort()
    expect(refused).toEqual(['no-time', 'time-out-of-range', 'time-out-of-range'])
  })

  it('data-reader-timestamp_ntz has its microseconds', async () => {
    const folder = join(GOLDEN, 'data-reader-timestamp_ntz')
    const { result, rows } = await read(folder, parquetIn(folder), 'id', 'tsNtz')
    const late = (id: number) => `${id} 2021-11-18T02:30:00.123Z 456`
    const early = (id: number) => `${id} 2013-07-05T17:01:00.123Z 456`
    expect(rows).toEqual([late(0), early(1), late(3), early(4), late(6), early(7)])
    expect(result.files.flatMap(file => file.refused.map(({ count }) => count))).toEqual([1, 1, 1])
  })

  it('every file of every table is read whole', async () => {
    const paths = parquetIn(GOLDEN).map(name => join(GOLDEN, name))
    const { all } = await openEngine(mkdtempSync(join(scratch, 'spool-')), paths)
    let rows = 0
    for (const path of paths) {
      const [row] = await all(
        `select count(*) as rows, bit_xor(hash(file)) as content from read_parquet('${path.replaceAll("'", "''")}', hive_partitioning = false) file`,
      )
      rows += Number(row?.['rows'])
    }
    expect(paths.length).toBeGreaterThan(80)
    expect(rows).toBeGreaterThan(900)
  })
})
