import { type FileColumn, faultOf, findColumns } from './columns.ts'
import type { Engine } from './engine.ts'
import type { ReadFile, ReadOrder } from './messages.ts'
import { ID_COLUMNS, named, projectionOf, quoted } from './projection.ts'

/** Our columns of a row, besides its number, its time and its reason. */
const CONTENT = ['event_name', ...ID_COLUMNS, 'value', 'currency', 'properties']
const STAGED = ['row', 'at_us', ...CONTENT, 'reason'].join(', ')

/** How many numbers of refused rows are kept for each reason. */
const REFUSED_ROWS_MAX = 100

export async function createStaging({ run }: Engine): Promise<void> {
  const texts = CONTENT.map(name => `${name} varchar`).join(', ')
  await run(`create table staged (file int, row bigint, at_us bigint, ${texts}, reason varchar)`)
}

/** Reads the rows of one file into `staged`. A file that cannot be read leaves none. */
export async function stageFile(engine: Engine, order: ReadOrder, at: number): Promise<ReadFile> {
  const { name, path } = order.files[at] ?? { name: '', path: '' }
  const refuse = (fault: string): ReadFile => ({ name, rows: 0, refused: [], fault })
  // One file at a time, by its own columns: DuckDB would let the path win over the file, and mix types of time.
  const raw = `read_parquet(${quoted(path)}, binary_as_string = false, hive_partitioning = false, file_row_number = true)`
  try {
    const described = await engine.all(`describe select * exclude (file_row_number) from ${raw}`)
    const { file, columns } = withTexts(
      raw,
      described.map(row => ({ name: String(row['column_name']), type: String(row['column_type']) })),
    )
    const fault = faultOf(columns, findColumns(columns, order.projection.columns))
    if (fault !== undefined) return refuse(fault)
    await engine.run(
      `insert into staged select ${at}, ${STAGED} from (${projectionOf(file, columns, order.projection)})`,
    )
  } catch (error) {
    return refuse(`unreadable: ${firstLine(error).replaceAll(path, name)}`)
  }
  const [counted] = await engine.all(`select count(*)::int as rows from staged where file = ${at}`)
  return { name, rows: Number(counted?.['rows']), refused: await refusedOf(engine, at), fault: null }
}

/** Some writers do not say of a text that it is one. Bytes that are none are written with escapes: they refuse no file. */
function withTexts(file: string, columns: readonly FileColumn[]) {
  const bytes = columns.filter(({ type }) => type === 'BLOB').map(({ name }) => named(name))
  if (bytes.length === 0) return { file, columns }
  const texts = bytes.map(column => `coalesce(try(decode(${column})), ${column}::varchar) as ${column}`)
  return {
    file: `(select * replace (${texts.join(', ')}) from ${file})`,
    columns: columns.map(({ name, type }) => ({ name, type: type === 'BLOB' ? 'VARCHAR' : type })),
  }
}

async function refusedOf(engine: Engine, at: number) {
  const refused = await engine.all(
    `select reason, count(*)::int as count, list_transform(min(row, ${REFUSED_ROWS_MAX}), row -> row::int) as rows
     from staged where file = ${at} and reason is not null group by reason order by reason`,
  )
  return refused.map(({ reason, count, rows }) => ({
    reason: String(reason),
    count: Number(count),
    rows: Array.isArray(rows) ? rows.map(Number) : [],
  }))
}

const FAULT_LENGTH_MAX = 200

/** DuckDB's own message, without the statement that follows it. */
const firstLine = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).split('\n', 1)[0]?.slice(0, FAULT_LENGTH_MAX) ?? ''

/** The content of a row as one text. Equal rows are told apart by a number; they may all be right. */
export const HASH = `substr(md5(concat_ws(chr(31), at_us, ${CONTENT.map(name => `coalesce(${name}, chr(30))`).join(', ')})), 1, 24)`
export const ROW_COLUMNS = ['at_us', ...CONTENT].map(name => `s.${name}`).join(', ')
