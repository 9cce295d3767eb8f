import { join } from 'node:path'
import { CONTENT_COLUMNS } from './columns.ts'
import type { Engine } from './engine.ts'
import { addedFile } from './messages.ts'
import { quoted } from './projection.ts'
import { HASH } from './row-key.ts'
import type { StagedFile } from './stage.ts'

// Rows of one run are sorted in memory. More files in one statement take DuckDB long to plan.
const RUN_ROWS = 1_500_000
const RUN_FILES = 50

const LINE = `json_array(${HASH} || '|' || coalesce(number, 1), at_us, ${CONTENT_COLUMNS.join(', ')})`

// A line is JSON, which has no line breaks inside: DuckDB writes it as it is.
const AS_LINES = `(format csv, header false, quote '', escape '', delimiter '\\x1F')`

/**
 * Writes the rows to add into the spool, as runs that are each in the order of their time. Sorting all rows at once
 * would cost more, and spill to the disk.
 * @returns the number of runs
 */
export async function writeAdded(
  { run }: Engine,
  spool: string,
  files: readonly StagedFile[],
  isFirst: boolean,
): Promise<number> {
  const runs = inRuns(files)
  for (const [at, sources] of runs.entries()) {
    const lines = sources.map(source => linesOf(source, isFirst)).join(' union all ')
    await run(
      `copy (select line from (${lines}) order by at_us) to ${quoted(join(spool, addedFile(at)))} ${AS_LINES}`,
    )
  }
  return runs.length
}

interface Source {
  readonly at: number
  readonly projected: string
}

/** In a first export, only rows that have an equal are in `numbered`; in a later one, all rows to add. */
const linesOf = ({ at, projected }: Source, isFirst: boolean): string =>
  `select at_us, ${LINE} as line from (${projected})
   ${isFirst ? 'left join' : 'join'} (select row, number from numbered where file = ${at}) using (row) where reason is null`

function inRuns(files: readonly StagedFile[]): readonly (readonly Source[])[] {
  const runs: Source[][] = []
  let rowsOfRun = Number.POSITIVE_INFINITY
  for (const [at, { rows, projected }] of files.entries()) {
    if (projected === null || rows === 0) continue
    if (rowsOfRun + rows > RUN_ROWS || runs.at(-1)?.length === RUN_FILES) {
      runs.push([])
      rowsOfRun = 0
    }
    runs.at(-1)?.push({ at, projected })
    rowsOfRun += rows
  }
  return runs
}
