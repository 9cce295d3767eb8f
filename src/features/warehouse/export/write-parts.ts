import { type FileHandle, open, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { DatasetName, RowOf } from './columns.ts'
import type { Writer } from './writer.ts'

export interface PartWriting {
  readonly writer: Writer
  readonly spool: string
  /** More rows make several files. The last page of a file is taken whole. */
  readonly fileRowsMax: number
}

/** A Parquet file in the spool. */
export interface PartFile {
  readonly path: string
  readonly rows: number
  readonly bytes: number
}

const [ROWS, PART] = ['rows.ndjson', 'part.parquet'] as const

/** Writes rows into Parquet files of the spool, one after the other. A file is gone when the next is asked for. */
export async function* writeParts(
  { writer, spool, fileRowsMax }: PartWriting,
  dataset: DatasetName,
  pages: AsyncIterator<readonly RowOf<DatasetName>[]>,
): AsyncGenerator<PartFile> {
  const path = join(spool, PART)
  for (;;) {
    if ((await takeRows(join(spool, ROWS), pages, fileRowsMax)) === 0) return
    const rows = await writer.write({ dataset, from: ROWS, to: PART })
    yield { path, rows, bytes: (await stat(path)).size }
    await rm(path)
  }
}

/** Writes pages as JSON lines until there are enough rows. @returns the number of rows */
async function takeRows(
  path: string,
  pages: AsyncIterator<readonly RowOf<DatasetName>[]>,
  rowsMax: number,
): Promise<number> {
  let file: FileHandle | undefined
  let rows = 0
  try {
    while (rows < rowsMax) {
      const { done, value: page } = await pages.next()
      if (done) break
      file ??= await open(path, 'w')
      await file.write(page.map(row => `${JSON.stringify(row)}\n`).join(''))
      rows += page.length
    }
  } finally {
    await file?.close()
  }
  return rows
}
