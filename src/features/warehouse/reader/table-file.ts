import { readFileSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { decodeZ85, readBitmaps, unframe } from './deletion-vector.ts'
import type { Engine } from './engine.ts'
import { type Deletions, deletionsOf, type OrderedFile, type TableColumn } from './messages.ts'
import { named, quoted } from './projection.ts'

/**
 * The rows of a file, in SQL, with their numbers as `file_row_number`. A file of a table has the names and the fixed
 * values of its table, and lacks its deleted rows.
 * @throws if its deletion vector cannot be read
 */
export async function rowsOf(engine: Engine, { path, table }: OrderedFile): Promise<string> {
  // One file at a time, by its own columns: DuckDB would let the path win over the file, and mix types of time.
  const raw = `read_parquet(${quoted(path)}, binary_as_string = false, hive_partitioning = false, file_row_number = true)`
  const file = await withTexts(engine, raw)
  if (table === undefined) return file
  const nameIn = await storedNames(engine, path, file)
  const columns = table.columns.flatMap(column => {
    const value = fixedSql(column) ?? nameIn(column)
    return value === undefined ? [] : [`${value} as ${named(column.name)}`]
  })
  const rows = `select ${[...columns, 'file_row_number'].join(', ')} from ${file}`
  if (table.deletions === null) return `(${rows})`
  const deleted = await writeDeleted(path, table.deletions)
  return `(${rows} where file_row_number not in (select row from read_csv(${quoted(deleted)}, header = false, auto_detect = false, columns = {'row': 'bigint'})))`
}

/** Some writers do not say of a text that it is one. Bytes that are none are written with escapes: they refuse no file. */
async function withTexts({ all }: Engine, file: string): Promise<string> {
  const described = await all(`describe select * exclude (file_row_number) from ${file}`)
  const bytes = described.filter(row => row['column_type'] === 'BLOB')
  if (bytes.length === 0) return file
  const texts = bytes.map(row => {
    const column = named(String(row['column_name']))
    return `coalesce(try(decode(${column})), ${column}::varchar) as ${column}`
  })
  return `(select * replace (${texts.join(', ')}) from ${file})`
}

/** Finds the name of a column in a file; undefined if the file is older than the column. */
async function storedNames({ all }: Engine, path: string, file: string) {
  const names = (await all(`describe select * exclude (file_row_number) from ${file}`)).map(row =>
    String(row['column_name']),
  )
  const byName = new Map(names.map(name => [name.toLowerCase(), name]))
  const ids = await all(
    `select field_id, name from parquet_schema(${quoted(path)}) where field_id is not null`,
  )
  const byId = new Map(ids.map(row => [Number(row['field_id']), String(row['name']).toLowerCase()]))
  return ({ physicalName, fieldId }: TableColumn): string | undefined => {
    const name = byName.get((fieldId === null ? physicalName : (byId.get(fieldId) ?? '')).toLowerCase())
    return name === undefined ? undefined : named(name)
  }
}

/** The value that is the same in all rows of the file. */
function fixedSql({ fixed, type }: TableColumn): string | undefined {
  if (fixed === undefined) return undefined
  if (fixed === null) return 'null::varchar'
  return `${quoted(fixed)}::${WIDEST.get(type) ?? 'varchar'}`
}

const WIDEST: ReadonlyMap<string, string> = new Map([
  ...(['byte', 'short', 'integer', 'long'] as const).map(type => [type, 'bigint'] as const),
  ...(['float', 'double'] as const).map(type => [type, 'double'] as const),
  ['boolean', 'boolean'] as const,
])

const AT_ONCE = 50_000

/** Writes the numbers of the deleted rows as a file. @returns its path */
async function writeDeleted(path: string, { inline, offset, bytes, cardinality }: Deletions) {
  // The rows are read twice, so each file keeps its own list.
  const written = `${path}.deleted.csv`
  const file = await open(written, 'w')
  let count = 0
  try {
    const bitmaps =
      inline === null ? unframe(readFileSync(deletionsOf(path)), offset, bytes) : decodeZ85(inline)
    let lines: number[] = []
    for (const row of readBitmaps(bitmaps)) {
      count++
      if (lines.push(row) < AT_ONCE) continue
      await file.write(`${lines.join('\n')}\n`)
      lines = []
    }
    await file.write(lines.join('\n'))
  } catch (error) {
    throw new Error(`deletion vector: ${error instanceof Error ? error.message : String(error)}`)
  } finally {
    await file.close()
  }
  if (count !== cardinality)
    throw new Error(`deletion vector: it has ${count} rows, and ${cardinality} were announced`)
  return written
}
