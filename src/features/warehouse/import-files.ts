import { findPartitions, type LocalPartition } from './find-files.ts'
import { type Loaded, type Loading, loadPartition, type Reading } from './load.ts'
import { findContents, openPartition, openSource } from './store.ts'

export interface FileImport {
  readonly orgId: number
  /** Files of one source replace each other: a day of a newer export replaces that day. */
  readonly source: string
  readonly paths: readonly string[]
  readonly reading: Reading
  readonly isAccepted: boolean
}

export type Imported = { readonly name: string } & (
  | Loaded
  /** A file that was imported under another name. */
  | { readonly state: 'known'; readonly as: string }
)

/** Imports files, partition by partition. */
export async function* importFiles(loading: Loading, given: FileImport): AsyncGenerator<Imported> {
  const { db, clock } = loading
  const { orgId, reading, isAccepted } = given
  const sourceId = await openSource(db, orgId, given.source, clock())
  for (const { name, day, files } of await findPartitions(given.paths)) {
    const as = await otherNameOf(loading, orgId, sourceId, { name, day, files })
    if (as === undefined) {
      const partition = await openPartition(db, orgId, sourceId, name, clock())
      yield { name, ...(await loadPartition(loading, reading, { orgId, partition, day, files, isAccepted })) }
    } else yield { name, state: 'known', as }
  }
}

/** A file whose path names no day is known by its content: it may have been moved. */
async function otherNameOf(
  { db }: Loading,
  orgId: number,
  sourceId: string,
  { name, day, files: [file, ...others] }: LocalPartition,
): Promise<string | undefined> {
  if (day !== null || file === undefined || others.length > 0) return undefined
  const known = (await findContents(db, orgId, sourceId, [file.sha256])).get(file.sha256)
  return known === name ? undefined : known
}
