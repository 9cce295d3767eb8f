import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { readAction } from '../../src/features/warehouse/delta-sharing/actions.ts'
import { partitionsOfSnapshot } from '../../src/features/warehouse/delta-sharing/partitions.ts'
import { columnsOf, filesOf } from '../../src/features/warehouse/delta-sharing/snapshot.ts'
import { decodeZ85 } from '../../src/features/warehouse/reader/deletion-vector.ts'
import { openEngine } from '../../src/features/warehouse/reader/engine.ts'
import { deletionsOf } from '../../src/features/warehouse/reader/messages.ts'
import { rowsOf } from '../../src/features/warehouse/reader/table-file.ts'

// Golden tables of delta-io/delta, as a sharing server would send them. PARQUET_DATA/delta-golden has them.

const GOLDEN = join(process.env['PARQUET_DATA'] ?? '', 'delta-golden')
const scratch = mkdtempSync(join(tmpdir(), 'parley-delta-golden-'))
afterAll(() => rmSync(scratch, { recursive: true, force: true }))

interface Add {
  readonly path: string
  readonly deletionVector?: { readonly storageType: string; readonly pathOrInlineDv: string }
}

/** The last state of a table, from all commits of its log. */
function replay(folder: string) {
  const adds = new Map<string, Add>()
  let [protocol, metaData]: [unknown, unknown] = [undefined, undefined]
  const log = join(folder, '_delta_log')
  for (const name of readdirSync(log)
    .filter(file => /^\d+\.json$/.test(file))
    .sort()) {
    const lines = readFileSync(join(log, name), 'utf8')
      .trim()
      .split('\n')
      .map(line => JSON.parse(line))
    // A file whose deletion vector changes is removed and added in one commit, in any order.
    for (const { remove } of lines) if (remove) adds.delete(remove.path)
    for (const { add } of lines) if (add) adds.set(add.path, add)
    for (const line of lines) [protocol, metaData] = [line.protocol ?? protocol, line.metaData ?? metaData]
  }
  return { protocol, metaData, adds: [...adds.values()] }
}

const ADDRESS = 'https://storage.example/'

/** The place of a deletion vector: a UUID in Z85. */
function placeOf(vector: NonNullable<Add['deletionVector']>): string {
  const hex = Buffer.from(decodeZ85(vector.pathOrInlineDv.slice(-20))).toString('hex')
  const uuid = hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
  return join(vector.pathOrInlineDv.slice(0, -20), `deletion_vector_${uuid}.bin`)
}

async function rowsOfTable(name: string) {
  const folder = join(GOLDEN, name)
  const { protocol, metaData, adds } = replay(folder)
  const places = new Map<string, string>()
  const lines = adds.map(add => {
    const vector = add.deletionVector
    if (vector !== undefined) places.set(add.path, placeOf(vector))
    const shared = vector && { ...vector, storageType: 'p', pathOrInlineDv: `${ADDRESS}${placeOf(vector)}` }
    const path = `${ADDRESS}${encodeURIComponent(add.path)}`
    return {
      file: {
        id: add.path,
        deltaSingleAction: { add: { ...add, path, ...(shared && { deletionVector: shared }) } },
      },
    }
  })
  const actions = [
    { protocol: { deltaProtocol: protocol } },
    { metaData: { deltaMetadata: metaData } },
    ...lines,
  ].map(line => {
    const action = readAction(line)
    if (!action.ok) throw new Error(action.reason)
    return action.value
  })
  const columns = columnsOf({ share: 'golden', schema: 'delta', table: name }, actions)
  const snapshot = { version: 1, columns, files: filesOf(actions), refreshTokens: [] }
  const rows: Readonly<Record<string, unknown>>[] = []
  for (const { files, tableFileOf } of partitionsOfSnapshot(snapshot))
    for (const file of files) {
      const spool = mkdtempSync(join(scratch, 'spool-'))
      const path = join(spool, 'fetched.parquet')
      copyFileSync(join(folder, decodeURIComponent(file.name)), path)
      const vector = places.get(file.name)
      if (vector !== undefined) copyFileSync(join(folder, vector), deletionsOf(path))
      const engine = await openEngine(spool, [])
      const sql = await rowsOf(engine, { name: file.name, path, table: tableFileOf?.(file) })
      rows.push(...(await engine.all(`select * exclude (file_row_number) from ${sql}`)))
    }
  return rows
}

const range = (from: number, until: number) => Array.from({ length: until - from }, (_, at) => from + at)

describe('the golden tables of Delta, as shared tables', () => {
  it.each(['dv-partitioned-with-checkpoint', 'dv-with-columnmapping'])(
    '%s lacks its deleted rows',
    async name => {
      const rows = await rowsOfTable(name)
      const wanted = range(0, 50).filter(number => number >= 30 || number % 2 === 1)
      expect(rows.map(row => Number(row['col1'])).sort((left, right) => left - right)).toEqual(wanted)
      for (const { part, col1, col2 } of rows)
        expect([part, col2]).toEqual([String(Number(col1) % 10), `foo${Number(col1) % 5}`])
    },
  )

  it.each(['name', 'id'])('columns that are mapped by %s have their own names', async mode => {
    const rows = await rowsOfTable(`table-with-columnmapping-mode-${mode}`)
    expect(rows).toHaveLength(6)
    expect(rows[0]).toMatchObject({ ByteType: 0, LongType: '0', StringType: '0', DateType: '2021-11-18' })
  })

  it('data-reader-partition-values has the values of its partitions', async () => {
    const rows = await rowsOfTable('data-reader-partition-values')
    expect(rows).toHaveLength(3)
    expect(rows[0]).toMatchObject({
      as_long: '0',
      as_boolean: true,
      as_double: 0,
      as_string_lit_null: 'null',
    })
    expect(rows.filter(row => row['as_long'] === null)).toHaveLength(1)
  })
})
