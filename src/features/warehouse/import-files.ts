import { findContents } from './file-store.ts'
import { findPartitions } from './find-files.ts'
import { loadPartition } from './load.ts'
import type { FoundPartition, Loaded, Loading, Reading } from './loading.ts'
import { openPartition, openSource } from './partition-store.ts'

export interface Import {
  readonly orgId: number
  /** Exports of one source replace each other: a day of a newer export replaces that day. */
  readonly source: string
  readonly reading: Reading
  readonly isAccepted: boolean
}

export type Imported = { readonly name: string } & (
  | Loaded
  /** A file that was imported under another name. */
  | { readonly state: 'known'; readonly as: string }
)

/** Imports files and folders, partition by partition. */
export async function* importFiles(
  loading: Loading,
  given: Import & { readonly paths: readonly string[] },
): AsyncGenerator<Imported> {
  const { db, clock } = loading
  const { orgId, reading, isAccepted } = given
  const sourceId = await openSource(db, orgId, given.source, clock())
  for (const found of await findPartitions(given.paths)) {
    const { name } = found
    const as = await otherNameOf(loading, orgId, sourceId, found)
    if (as === undefined) {
      const partition = await openPartition(db, orgId, sourceId, name, clock())
      yield { name, ...(await loadPartition(loading, { orgId, partition, found, reading, isAccepted })) }
    } else yield { name, state: 'known', as }
  }
}

/** A file whose path names no day is known by its content: it may have been moved. */
async function otherNameOf(
  { db }: Loading,
  orgId: number,
  sourceId: string,
  { name, day, files: [file, ...others] }: FoundPartition,
): Promise<string | undefined> {
  if (day !== null || file === undefined || others.length > 0) return undefined
  const known = (await findContents(db, orgId, sourceId, [file.version])).get(file.version)
  return known === name ? undefined : known
}
