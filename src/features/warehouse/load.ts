import { mkdir, mkdtemp, open, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Clock } from '../../lib/clock.ts'
import { HOUR_MS } from '../../lib/duration.ts'
import type { Database } from '../../runtime/db/session.ts'
import { type Applied, type ApplyRows, applyChanges, type Refresh } from './apply.ts'
import { canAccept, reasonToHold } from './hold.ts'
import type { ColumnMap } from './reader/columns.ts'
import { FORMER_FILE, type ReadResult, type TableFile } from './reader/messages.ts'
import { readFiles } from './reader/read-files.ts'
import {
  deleteChunk,
  type FoundFile,
  loadChunks,
  loadFiles,
  loadKeys,
  markUnfinished,
  type Partition,
  type StoredFile,
  saveHeld,
  saveLoaded,
  withFindings,
} from './store.ts'

/** How the rows of a source are read. */
export interface Reading {
  readonly platform: string
  readonly columns: ColumnMap
  readonly properties: readonly string[] | '*'
  readonly lookbackHours: number | null
  /** Whether the export is declared to name no person. */
  readonly isScrubbed: boolean
}

/** What ingest does for an import. Passed as functions, because it is another feature. */
export interface Ingesting {
  readonly apply: ApplyRows
  readonly refresh: Refresh
  /**
   * Settles whether webhooks or the warehouse count for the names of an export.
   * @returns why a person has to choose first; undefined if all is settled
   */
  readonly settle: (names: readonly string[], platform: string) => Promise<string | undefined>
}

export interface Loading extends Ingesting {
  readonly db: Database
  readonly clock: Clock
  /** A folder for temporary files. */
  readonly spool: string
  /** Called before each file is read, and after each transaction. What it throws stops the work there. */
  readonly onProgress: (progress: string) => void
  /** Called when all files of a partition have been read, before it is settled whether its rows count. */
  readonly onColumns?: (columns: ReadResult['columns']) => void
  /** Called before the rows of a partition are counted. */
  readonly onRead?: (result: ReadResult) => void
}

/** All files of a partition. */
export interface FoundPartition {
  readonly name: string
  /** The day in the path; null if there is none. */
  readonly day: string | null
  readonly files: readonly FoundFile[]
  /** The place of a file; undefined if `fetch` puts it into the spool. */
  readonly pathOf?: (file: FoundFile) => string
  /** Fetches a file into the spool, one after the other. @throws ChangedError */
  readonly fetch?: (file: FoundFile, path: string) => Promise<void>
  /** Whether the files are still those that were found. Asked when all of them have been read. */
  readonly isStill?: () => Promise<boolean>
  /** What their table says about a file; undefined if files speak for themselves. */
  readonly tableFileOf?: (file: FoundFile) => TableFile
  /** Whether a name and a version always stand for the same rows. Then files that are known are not read again. */
  readonly areImmutable?: boolean
}

export interface Load {
  readonly orgId: number
  readonly partition: Partition
  readonly found: FoundPartition
  readonly reading: Reading
  /** Whether a person has said that an export with far fewer rows is right. */
  readonly isAccepted: boolean
}

/** A file was replaced while it was read. The export is not finished. */
export class ChangedError extends Error {}

export type Loaded =
  | { readonly state: 'unchanged' }
  /** The export is not complete yet. */
  | { readonly state: 'waiting'; readonly reason: string }
  | { readonly state: 'held'; readonly reason: string }
  | { readonly state: 'loaded'; readonly result: ReadResult; readonly applied: Applied }

const CHANGED: Loaded = { state: 'waiting', reason: 'The files changed while they were read.' }

// The clocks of two companies differ, and a day begins earlier in the east.
const AHEAD_MAX_MS = 48 * HOUR_MS

/**
 * Makes the events of a partition those of its files: rows that are new are counted, and events whose row is gone are
 * withdrawn. Nothing changes if a file cannot be read, or if most rows are gone.
 */
export async function loadPartition(loading: Loading, load: Load): Promise<Loaded> {
  const settled = await settledAs(loading.db, load)
  if (settled !== undefined) return settled
  await mkdir(loading.spool, { recursive: true })
  const spool = await mkdtemp(join(loading.spool, 'partition-'))
  try {
    return await loadInto(spool, loading, load)
  } catch (error) {
    if (error instanceof ChangedError) return CHANGED
    throw error
  } finally {
    await rm(spool, { recursive: true, force: true })
  }
}

async function loadInto(spool: string, loading: Loading, load: Load): Promise<Loaded> {
  const { db, clock } = loading
  const { orgId, partition, found } = load
  const isAccepted = load.isAccepted || (partition.decision === 'accept' && (await isSame(db, load)))
  await writeFormer(db, orgId, partition.id, join(spool, FORMER_FILE))
  const kept = await keptFiles(db, load)
  const result = await read(spool, loading, load, kept)
  loading.onColumns?.(result.columns)
  if ((await found.isStill?.()) === false) return CHANGED
  const files = [...kept, ...withFindings(withoutKept(found.files, kept), result.files)]
  const reason =
    reasonToHold(result, isAccepted) ?? (await loading.settle(result.names, load.reading.platform))
  if (reason !== undefined) {
    await db.transaction(session => saveHeld(session, orgId, { id: partition.id, reason, files }, clock()))
    return { state: 'held', reason }
  }
  loading.onRead?.(result)
  const { platform, lookbackHours } = load.reading
  const change = { orgId, partitionId: partition.id, platform, lookbackHours, spool, result }
  await markUnfinished(db, orgId, partition.id)
  const applied = await applyChanges(loading, change)
  const { rows, firstUs, lastUs } = result
  const loaded = { id: partition.id, rows, firstUs, lastUs, files, isAddition: kept.length > 0 }
  await db.transaction(session => saveLoaded(session, orgId, loaded, clock()))
  return { state: 'loaded', result, applied }
}

/** Reads the files, one at a time. Those that are fetched stay in the spool until the rows to count are known. */
async function read(
  spool: string,
  loading: Loading,
  { found, reading }: Load,
  kept: readonly FoundFile[],
): Promise<ReadResult> {
  const { columns, properties, isScrubbed } = reading
  const latestUs = (loading.clock().getTime() + AHEAD_MAX_MS) * 1000
  const { pathOf, fetch, tableFileOf } = found
  const files = withoutKept(found.files, kept).map((file, at) => ({
    ...{ name: file.name, path: pathOf?.(file) ?? join(spool, `${at}.parquet`), file },
    table: tableFileOf?.(file),
  }))
  const order = {
    ...{ spool, files: files.map(({ file, ...ordered }) => ordered), day: found.day },
    ...{ isAddition: kept.length > 0, projection: { columns, properties, isScrubbed, latestUs } },
  }
  const byName = new Map(files.map(file => [file.name, file]))
  return readFiles(order, async name => {
    loading.onProgress(`reading ${name}`)
    const { file, path } = byName.get(name) ?? {}
    if (file !== undefined && path !== undefined) await fetch?.(file, path)
  })
}

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
async function keptFiles(
  db: Database,
  { orgId, partition: { id, loadedAt, heldReason }, found: { files, areImmutable } }: Load,
): Promise<readonly StoredFile[]> {
  if (!areImmutable || loadedAt === null || heldReason !== null) return []
  const present = new Map(files.map(({ name, version }) => [name, version]))
  const known = await loadFiles(db, orgId, id)
  return known.every(({ name, version }) => present.get(name) === version) ? known : []
}

function withoutKept(files: readonly FoundFile[], kept: readonly FoundFile[]): readonly FoundFile[] {
  const names = new Set(kept.map(({ name }) => name))
  return files.filter(({ name }) => !names.has(name))
}

/** Whether the files are those that were read last. */
async function isSame(db: Database, { orgId, partition, found: { files } }: Load): Promise<boolean> {
  const known = new Map((await loadFiles(db, orgId, partition.id)).map(file => [file.name, file.version]))
  return known.size === files.length && files.every(({ name, version }) => known.get(name) === version)
}

/** Writes the keys of the rows that are events, so that the reader can compare. Deletes chunks without any. */
async function writeFormer(db: Database, orgId: number, partitionId: string, path: string): Promise<void> {
  const chunks = await loadChunks(db, orgId, partitionId)
  if (chunks.length === 0) return
  const file = await open(path, 'w')
  try {
    for (const chunk of chunks) {
      const keys = await loadKeys(db, orgId, chunk)
      if (keys.length === 0) await deleteChunk(db, orgId, partitionId, chunk)
      const receivedUs = `${chunk.receivedAt.getTime()}000`
      await file.write(keys.map(({ key, id }) => `${key},${id},${receivedUs}\n`).join(''))
    }
  } finally {
    await file.close()
  }
}
