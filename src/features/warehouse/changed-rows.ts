import { createReadStream } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { type AddedLine, addedFile, type FormerRow, GONE_FILE, type ReadResult } from './reader/messages.ts'

/** Rows to count and events to withdraw, in one transaction. */
export interface Step {
  readonly added: readonly AddedLine[]
  readonly gone: readonly FormerRow[]
}

/**
 * What changes, in steps that each have the same share of both, in the order of time.
 * @param rowsMax of each in a step
 */
export async function* stepsOf(spool: string, result: ReadResult, rowsMax: number): AsyncGenerator<Step> {
  const added = readAdded(spool, result.runs)
  const gone = result.gone === 0 ? noRows() : linesOf<FormerRow>(join(spool, GONE_FILE))
  const steps = Math.ceil(Math.max(result.added, result.gone) / rowsMax)
  try {
    for (let step = 0; step < steps; step++)
      yield {
        added: await take(added, Math.ceil(result.added / steps)),
        gone: await take(gone, Math.ceil(result.gone / steps)),
      }
  } finally {
    await Promise.all([added.return(undefined), gone.return(undefined)])
  }
}

/** Merges the runs of added rows by their time. */
export async function* readAdded(spool: string, runs: number): AsyncGenerator<AddedLine, void, undefined> {
  const sources = Array.from({ length: runs }, (_, run) => linesOf<AddedLine>(join(spool, addedFile(run))))
  try {
    const heads = await Promise.all(sources.map(headOf))
    while (true) {
      let first: Head | undefined
      for (const head of heads) if (head && (first === undefined || head.row[1] < first.row[1])) first = head
      if (first === undefined) return
      yield first.row
      heads[heads.indexOf(first)] = await headOf(first.source)
    }
  } finally {
    await Promise.all(sources.map(source => source.return(undefined)))
  }
}

type Source = AsyncGenerator<AddedLine, void, undefined>

interface Head {
  readonly row: AddedLine
  readonly source: Source
}

async function headOf(source: Source): Promise<Head | undefined> {
  const { value } = await source.next()
  return value === undefined ? undefined : { row: value, source }
}

async function* noRows(): AsyncGenerator<never, void, undefined> {}

async function* linesOf<Row>(path: string): AsyncGenerator<Row, void, undefined> {
  const input = createReadStream(path)
  try {
    for await (const line of createInterface({ input })) yield JSON.parse(line)
  } finally {
    input.destroy()
  }
}

async function take<Row>(
  source: AsyncGenerator<Row, void, undefined>,
  count: number,
): Promise<readonly Row[]> {
  const taken: Row[] = []
  while (taken.length < count) {
    const { value } = await source.next()
    if (value === undefined) break
    taken.push(value)
  }
  return taken
}
