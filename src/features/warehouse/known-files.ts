import type { Database } from '../../runtime/db/session.ts'
import { type FoundFile, loadFiles, type StoredFile } from './file-store.ts'
import { canAccept } from './hold.ts'
import type { Load, Loaded } from './loading.ts'

/**
 * What becomes of a partition whose files are those that were read before. Without a decision, an export with far fewer
 * rows stays held back; files that could not be read are tried again.
 * @returns undefined if it has to be read
 */
export async function settledAs(db: Database, load: Load): Promise<Loaded | undefined> {
  const { loadedAt, heldReason, decision } = load.partition
  if (loadedAt === null && heldReason === null) return undefined
  if (!(await isSame(db, load))) return undefined
  if (heldReason === null || (decision === 'keep' && !load.isAccepted)) return { state: 'unchanged' }
  const isHeld = canAccept(heldReason) && !load.isAccepted && decision === null
  return isHeld ? { state: 'held', reason: heldReason } : undefined
}

/** The files that have to be read, in a partition that has to be read. */
export async function dueFiles(db: Database, load: Load): Promise<readonly FoundFile[]> {
  return withoutKept(load.found.files, await keptFiles(db, load))
}

/** The files whose rows are events, if the others have only come to them. Else none: all files are read. */
export async function keptFiles(
  db: Database,
  { orgId, partition: { id, loadedAt, heldReason }, found: { files, areImmutable } }: Load,
): Promise<readonly StoredFile[]> {
  if (!areImmutable || loadedAt === null || heldReason !== null) return []
  const present = new Map(files.map(({ name, version }) => [name, version]))
  const known = await loadFiles(db, orgId, id)
  return known.every(({ name, version }) => present.get(name) === version) ? known : []
}

export function withoutKept(files: readonly FoundFile[], kept: readonly FoundFile[]): readonly FoundFile[] {
  const names = new Set(kept.map(({ name }) => name))
  return files.filter(({ name }) => !names.has(name))
}

/** Whether the files are those that were read last. */
export async function isSame(db: Database, { orgId, partition, found: { files } }: Load): Promise<boolean> {
  const known = new Map((await loadFiles(db, orgId, partition.id)).map(file => [file.name, file.version]))
  return known.size === files.length && files.every(({ name, version }) => known.get(name) === version)
}
