import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'

/** A value of a row: a number or an expression is taken as SQL, other text as text. */
export type Cell = string | number | null | { readonly sql: string }

/** Writes rows as a Parquet file, with the columns of the first row. @returns its path */
export async function writeParquet(
  path: string,
  rows: readonly Readonly<Record<string, Cell>>[],
): Promise<string> {
  const names = Object.keys(rows[0] ?? {})
  const tuples = rows.map(row => `(${names.map(name => toSql(row[name] ?? null)).join(', ')})`)
  await copyTo(path, `select * from (values ${tuples.join(', ')}) rows (${names.join(', ')})`)
  return path
}

/** Writes the answer of a query as a Parquet file. */
export async function copyTo(path: string, query: string): Promise<void> {
  mkdirSync(dirname(path), { recursive: true })
  const connection = await (await DuckDBInstance.create(':memory:')).connect()
  await connection.run(`set TimeZone = 'UTC'`)
  await connection.run(`copy (${query}) to '${path}' (format parquet)`)
  connection.closeSync()
}

/** Makes the values of a column unreadable. */
export async function damageColumn(path: string, column: string): Promise<void> {
  const connection = await (await DuckDBInstance.create(':memory:')).connect()
  const answer = await connection.runAndReadAll(
    `select coalesce(dictionary_page_offset, data_page_offset)::int as at, total_compressed_size::int as size
     from parquet_metadata('${path}') where path_in_schema = '${column}'`,
  )
  connection.closeSync()
  const bytes = readFileSync(path)
  for (const { at, size } of answer.getRowObjects()) bytes.fill(0xff, Number(at), Number(at) + Number(size))
  writeFileSync(path, bytes)
}

const toSql = (cell: Cell): string => {
  if (cell === null) return 'null'
  if (typeof cell === 'number') return String(cell)
  return typeof cell === 'string' ? `'${cell.replaceAll("'", "''")}'` : cell.sql
}

/** What a query answers, with DuckDB alone. */
export async function askDuckDb(query: string): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const connection = await (await DuckDBInstance.create(':memory:')).connect()
  await connection.run(`set TimeZone = 'UTC'`)
  const rows = (await connection.runAndReadAll(query)).getRowObjectsJson()
  connection.closeSync()
  return rows
}
