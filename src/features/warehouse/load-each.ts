import { type FoundFile, withFindings } from './file-store.ts'
import type { Import, Imported } from './import-files.ts'
import { dueFiles, settledAs } from './known-files.ts'
import { loadPartition } from './load.ts'
import type { FoundPartition, Load, Loaded, Loading } from './loading.ts'
import { saveHeld, saveWaiting } from './outcome-store.ts'
import { loadPartitionNames, openPartition } from './partition-store.ts'

export interface ListedPartition extends FoundPartition {
  /** Why it is not complete yet; null or undefined if it is. */
  readonly waiting?: string | null
  /** Files that are not of its newest export. */
  readonly leftOut?: readonly string[]
}

export interface LoadingEach extends Import {
  readonly sourceId: string
  /** Larger files are not fetched. */
  readonly fileBytesMax: number
  /** Called once, before anything is fetched. */
  readonly onPlan?: ((plan: Plan) => void) | undefined
}

/** What an import finds. */
export interface Plan {
  /** The partitions that will be read. */
  readonly due: readonly PlannedPartition[]
  /** All days in paths. */
  readonly days: readonly string[]
}
export interface PlannedPartition {
  readonly name: string
  readonly objects: number
  readonly bytes: number
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
  const { orgId, sourceId, reading, isAccepted, fileBytesMax } = given
  const present = new Set(partitions.map(({ name }) => name))
  const vanished = (await loadPartitionNames(db, orgId, sourceId)).filter(name => !present.has(name))
  const gone = vanished.map(name => ({ name, day: null, files: [] }))
  const looked: Looked[] = []
  for (const each of [...[...partitions].sort(byNewest), ...gone]) looked.push(await look(each))
  given.onPlan?.(planOf(looked))
  for (const { load, found, settled } of looked) {
    const { name, leftOut = [] } = found
    if (leftOut.length > 0)
      loading.onProgress(`${name}: left out, not of its newest export: ${leftOut.join(', ')}`)
    const loaded = settled ?? (await loadPartition(loading, load))
    await saveWaiting(db, orgId, load.partition, loaded.state === 'waiting' ? loaded.reason : null)
    yield { name, ...loaded }
  }

  async function look(found: ListedPartition): Promise<Looked> {
    const partition = await openPartition(db, orgId, sourceId, found.name, clock())
    const load = { orgId, partition, found, reading, isAccepted }
    const { waiting = null } = found
    if (waiting !== null) return { found, load, settled: { state: 'waiting', reason: waiting }, due: [] }
    const settled = await settledAs(db, load)
    if (settled !== undefined) return { found, load, settled, due: [] }
    const due = await dueFiles(db, load)
    const large = due.find(({ bytes }) => bytes > fileBytesMax)
    if (large === undefined) return { found, load, settled, due }
    const reason = tooLarge(large, fileBytesMax)
    const files = withFindings(found.files, [])
    await db.transaction(session => saveHeld(session, orgId, { id: partition.id, reason, files }, clock()))
    return { found, load, settled: { state: 'held', reason }, due: [] }
  }
}

interface Looked {
  readonly found: ListedPartition
  readonly load: Load
  /** Undefined: it has to be read. */
  readonly settled: Loaded | undefined
  readonly due: readonly FoundFile[]
}

const planOf = (looked: readonly Looked[]): Plan => ({
  due: looked
    .filter(({ settled }) => settled === undefined)
    .map(({ found: { name }, due }) => ({
      ...{ name, objects: due.length },
      bytes: due.reduce((sum, { bytes }) => sum + bytes, 0),
    })),
  days: looked.flatMap(({ found: { day } }) => day ?? []).sort(),
})

const byNewest = (left: ListedPartition, right: ListedPartition): number => (left.name < right.name ? 1 : -1)

const tooLarge = ({ name, bytes }: FoundFile, max: number): string =>
  `too-large: ${name} has ${bytes} bytes, and PARLEY_SPOOL_BYTES_MAX allows ${max}. Write smaller files (Redshift: MAXFILESIZE 256 MB).`
