import type { Clock } from '../../../lib/clock.ts'
import { createId } from '../../../lib/id.ts'
import { DAY_COLUMN } from '../reader/columns.ts'
import type { DatasetName, RowOf } from './columns.ts'
import type { Day } from './day.ts'
import type { Destination } from './destination.ts'
import { type PartWriting, writeParts } from './write-parts.ts'

const PART = /\/part-[0-9a-f-]+\.parquet$/
const MANIFEST = '_manifest.json'
const SUCCESS = '_SUCCESS'

export interface Publishing extends PartWriting {
  readonly destination: Destination
  readonly clock: Clock
}

/** A day of a dataset as it was published. */
export interface Published {
  readonly rows: number
  readonly files: number
  readonly bytes: number
}

/**
 * Publishes the rows of a day, in place of those that were published before. New files have new names. The manifest then
 * names them, all at once; only then are former files removed. `_SUCCESS` is gone for as long as the folder may hold
 * something else than one whole export.
 */
export async function publishDay(
  publishing: Publishing,
  dataset: DatasetName,
  day: Day,
  pages: AsyncIterator<readonly RowOf<DatasetName>[]>,
): Promise<Published> {
  const { destination, clock } = publishing
  const folder = `${dataset}/${DAY_COLUMN}=${day.name}`
  const exportedAt = clock()
  await destination.remove([`${folder}/${SUCCESS}`])
  const parts: Part[] = []
  for await (const { path, rows, bytes } of writeParts(publishing, dataset, pages)) {
    const name = `${folder}/part-${createId(exportedAt.getTime())}.parquet`
    await destination.put(name, path)
    parts.push({ name, rows, bytes })
  }
  const rows = sumOf(parts, part => part.rows)
  const about = { dataset, [DAY_COLUMN]: day.name, exported_at: exportedAt.toISOString(), rows }
  await destination.putText(`${folder}/${MANIFEST}`, manifestOf(about, parts, destination))
  const current = new Set(parts.map(({ name }) => name))
  const former = (await destination.list(folder)).filter(name => PART.test(name) && !current.has(name))
  await destination.remove(former)
  await destination.putText(`${folder}/${SUCCESS}`, '')
  return { rows, files: parts.length, bytes: sumOf(parts, part => part.bytes) }
}

interface Part {
  readonly name: string
  readonly rows: number
  readonly bytes: number
}

/** In the form of Redshift's own manifests. */
function manifestOf(about: object, parts: readonly Part[], { addressOf }: Destination): string {
  const entries = parts.map(({ name, rows, bytes }) => ({
    ...{ url: addressOf(name), mandatory: true },
    meta: { content_length: bytes, record_count: rows },
  }))
  return `${JSON.stringify({ ...about, entries }, null, 2)}\n`
}

const sumOf = (parts: readonly Part[], of: (part: Part) => number): number =>
  parts.reduce((sum, part) => sum + of(part), 0)
