import type { Import, Imported } from './import-files.ts'
import { type FoundPartition, type Loading, loadPartition } from './load.ts'
import { type FoundFile, loadPartitionNames, openPartition } from './store.ts'

export interface ListedPartition extends FoundPartition {
  /** Why it is not complete yet; null or undefined if it is. */
  readonly waiting?: string | null
}

export interface LoadingEach extends Import {
  readonly sourceId: string
  /** Larger files are not fetched. */
  readonly fileBytesMax: number
}

/**
 * Loads all partitions of a source, the newest day first. A partition that is no longer there is held back like one
 * whose rows are gone.
 */
export async function* loadEach(
  loading: Loading,
  given: LoadingEach,
  partitions: readonly ListedPartition[],
): AsyncGenerator<Imported> {
  const { db, clock } = loading
  const { orgId, sourceId, reading, isAccepted } = given
  const present = new Set(partitions.map(({ name }) => name))
  const vanished = (await loadPartitionNames(db, orgId, sourceId)).filter(name => !present.has(name))
  for (const found of [...partitions].sort(byNewest)) {
    const { name, waiting = null } = found
    const large = found.files.find(({ bytes }) => bytes > given.fileBytesMax)
    if (waiting !== null) yield { name, state: 'waiting', reason: waiting }
    else if (large) yield { name, state: 'held', reason: tooLarge(large, given.fileBytesMax) }
    else yield { name, ...(await load(found)) }
  }
  for (const name of vanished) yield { name, ...(await load({ name, day: null, files: [] })) }

  async function load(found: FoundPartition) {
    const partition = await openPartition(db, orgId, sourceId, found.name, clock())
    return loadPartition(loading, { orgId, partition, found, reading, isAccepted })
  }
}

const byNewest = (left: ListedPartition, right: ListedPartition): number => (left.name < right.name ? 1 : -1)

const tooLarge = ({ name, bytes }: FoundFile, max: number): string =>
  `too-large: ${name} has ${bytes} bytes, and PARLEY_SPOOL_BYTES_MAX allows ${max}. Write smaller files (Redshift: MAXFILESIZE 256 MB).`
