import { type ContentColumn, contentIn, faultOf, findColumns } from './columns.ts'
import type { Engine } from './engine.ts'
import type { ReadFile, ReadOrder } from './messages.ts'
import { projectionOf } from './projection.ts'
import { fingerprintOf, fingerprintType } from './row-key.ts'
import { type SeenColumn, seenColumnsOf } from './seen-columns.ts'
import { rowsOf } from './table-file.ts'

/** A file, as the answer describes it, and how its rows are read once more. */
export interface StagedFile extends ReadFile {
  /** Its rows in our own columns, in SQL. Null if the file is refused. */
  readonly projected: string | null
  /** What its rows can say. */
  readonly present: ReadonlySet<ContentColumn>
  /** None if the file is damaged. */
  readonly columns: readonly SeenColumn[]
}

/** How many numbers of refused rows are kept for each reason. */
const REFUSED_ROWS_MAX = 100

/** @param isFirst whether no rows of the partition are events yet */
export async function createStaging({ run }: Engine, isFirst: boolean): Promise<void> {
  const type = fingerprintType(isFirst)
  await run(`create table staged (file int, row bigint, at_us bigint, reason varchar, fingerprint ${type})`)
  await run('create table names (name varchar)')
}

/**
 * Reads the rows of one file: only what tells them apart. Their content stays in the file, and is read once more when
 * all files are known. A file that cannot be read leaves no rows.
 */
export async function stageFile(
  engine: Engine,
  order: ReadOrder,
  at: number,
  isFirst: boolean,
): Promise<StagedFile> {
  const ordered = order.files[at] ?? { name: '', path: '' }
  const { name, path } = ordered
  let seen: readonly SeenColumn[] = []
  let present: ReadonlySet<ContentColumn> = new Set()
  const refuse = (fault: string): StagedFile => ({
    ...{ name, rows: 0, refused: [], fault, projected: null, columns: seen, present },
  })
  let projected: string
  try {
    const file = await rowsOf(engine, ordered)
    const described = await engine.all(`describe select * exclude (file_row_number) from ${file}`)
    const columns = described.map(row => ({
      name: String(row['column_name']),
      type: String(row['column_type']),
    }))
    seen = seenColumnsOf(columns, order.projection)
    const fault = faultOf(columns, findColumns(columns, order.projection.columns))
    if (fault !== undefined) return refuse(fault)
    projected = projectionOf(file, columns, order.projection)
    present = contentIn(columns, order.projection.columns, order.projection.properties)
    const fingerprint = fingerprintOf(isFirst, present)
    await engine.run(
      `insert into staged select ${at}, row, at_us, reason, ${fingerprint} from (${projected})`,
    )
    await engine.run(`insert into names select distinct event_name from (${projected}) where reason is null`)
  } catch (error) {
    return refuse(`unreadable: ${firstLine(error).replaceAll(path, name)}`)
  }
  const [counted] = await engine.all(`select count(*)::int as rows from staged where file = ${at}`)
  const rows = Number(counted?.['rows'])
  return { name, rows, refused: await refusedOf(engine, at), fault: null, projected, columns: seen, present }
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
