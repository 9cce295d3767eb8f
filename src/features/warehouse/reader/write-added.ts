import { join } from 'node:path'
import { CONTENT_COLUMNS, type ContentColumn } from './columns.ts'
import type { Engine } from './engine.ts'
import { addedFile } from './messages.ts'
import { quoted } from './projection.ts'
import { hashOf } from './row-key.ts'
import type { StagedFile } from './stage.ts'

// Rows of one run are sorted in memory. More files in one statement take DuckDB long to plan.
const RUN_ROWS = 1_500_000
const RUN_FILES = 50

// A line is JSON, which has no line breaks inside: DuckDB writes it as it is.
const AS_LINES = `(format csv, header false, quote '', escape '', delimiter '\\x1F')`

/**
 * Writes the rows to add into the spool, as runs that are each in the order of their time. Sorting all rows at once
 * would cost more, and spill to the disk.
 * @returns the number of runs
 */
export async function writeAdded(
  { run, all }: Engine,
  spool: string,
  files: readonly StagedFile[],
  isFirst: boolean,
): Promise<number> {
  const runs = inRuns(files)
  const numbered = new Set((await all('select distinct file from numbered')).map(({ file }) => Number(file)))
  for (const [at, sources] of runs.entries()) {
    const lines = sources.map(source => linesOf(source, isFirst, numbered.has(source.at))).join(' union all ')
    await run(
      `copy (select line from (${lines}) order by at_us) to ${quoted(join(spool, addedFile(at)))} ${AS_LINES}`,
    )
  }
  return runs.length
}

interface Source {
  readonly at: number
  readonly projected: string
  readonly present: ReadonlySet<ContentColumn>
}

/**
 * In a first export, only rows that have an equal are in `numbered`; in a later one, all rows to add.
 * @param hasNumbers whether rows of this file are there
 */
function linesOf({ at, projected, present }: Source, isFirst: boolean, hasNumbers: boolean): string {
  const numbers = `(select row, number from numbered where file = ${at})`
  const isAlone = isFirst && !hasNumbers
  const key = `${hashOf(present)} || '|' || ${isAlone ? "'1'" : 'coalesce(number, 1)'}`
  return `select at_us, json_array(${[key, 'at_us', ...saidIn(present)].join(', ')}) as line from (${projected})
    ${isAlone ? '' : `${isFirst ? 'left join' : 'join'} ${numbers} using (row)`} where reason is null`
}

/** The content up to the last column that the file has: places at the end of a line may be missing. */
const saidIn = (present: ReadonlySet<ContentColumn>) =>
  CONTENT_COLUMNS.slice(0, CONTENT_COLUMNS.findLastIndex(name => present.has(name)) + 1)

function inRuns(files: readonly StagedFile[]): readonly (readonly Source[])[] {
  const runs: Source[][] = []
  let rowsOfRun = Number.POSITIVE_INFINITY
  for (const [at, { rows, projected, present }] of files.entries()) {
    if (projected === null || rows === 0) continue
    if (rowsOfRun + rows > RUN_ROWS || runs.at(-1)?.length === RUN_FILES) {
      runs.push([])
      rowsOfRun = 0
    }
    runs.at(-1)?.push({ at, projected, present })
    rowsOfRun += rows
  }
  return runs
}
