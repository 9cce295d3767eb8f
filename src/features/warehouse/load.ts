import { mkdir, mkdtemp, open, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Clock } from '../../lib/clock.ts'
import { HOUR_MS } from '../../lib/duration.ts'
import type { Database } from '../../runtime/db/session.ts'
import { type Applied, type ApplyRows, applyChanges, type Refresh } from './apply.ts'
import type { ColumnMap } from './reader/columns.ts'
import { FORMER_FILE, type ReadResult } from './reader/messages.ts'
import { readFiles } from './reader/read-files.ts'
import {
  deleteChunk,
  type FoundFile,
  loadChunks,
  loadFiles,
  loadKeys,
  type Partition,
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

export interface Loading {
  readonly db: Database
  readonly clock: Clock
  /** A folder for temporary files. */
  readonly spool: string
  readonly apply: ApplyRows
  readonly refresh: Refresh
  /**
   * Settles whether webhooks or the warehouse count for the names of an export. Passed as a function, because ingest is
   * another feature.
   * @returns why a person has to choose first; undefined if all is settled
   */
  readonly settle: (names: readonly string[], platform: string) => Promise<string | undefined>
  /** Called before each file is read, and after each transaction. */
  readonly onProgress: (progress: string) => void
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

/** A new export with fewer rows than this share of the former one waits for a person. */
const SHARE_MIN = 0.5

/**
 * Makes the events of a partition those of its files: rows that are new are counted, and events whose row is gone are
 * withdrawn. Nothing changes if a file cannot be read, or if most rows are gone.
 */
export async function loadPartition(loading: Loading, load: Load): Promise<Loaded> {
  if (await isUnchanged(loading.db, load)) return { state: 'unchanged' }
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
  const { orgId, partition, found, isAccepted } = load
  await writeFormer(db, orgId, partition.id, join(spool, FORMER_FILE))
  const result = await read(spool, loading, load)
  if ((await found.isStill?.()) === false) return CHANGED
  const files = withFindings(found.files, result.files)
  const reason =
    reasonToHold(result, isAccepted) ?? (await loading.settle(result.names, load.reading.platform))
  if (reason !== undefined) {
    await db.transaction(session => saveHeld(session, orgId, { id: partition.id, reason, files }, clock()))
    return { state: 'held', reason }
  }
  const { platform, lookbackHours } = load.reading
  const change = { orgId, partitionId: partition.id, platform, lookbackHours, spool, result }
  const applied = await applyChanges(loading, change)
  const loaded = { id: partition.id, rows: result.rows, files }
  await db.transaction(session => saveLoaded(session, orgId, loaded, clock()))
  return { state: 'loaded', result, applied }
}

/** Reads the files, one at a time: a fetched file makes room for the next. */
async function read(
  spool: string,
  loading: Loading,
  { partition, found, reading }: Load,
): Promise<ReadResult> {
  const { columns, properties, isScrubbed } = reading
  const latestUs = (loading.clock().getTime() + AHEAD_MAX_MS) * 1000
  const fetched = join(spool, 'fetched.parquet')
  const { pathOf = () => fetched, fetch } = found
  const order = {
    ...{ spool, files: found.files.map(file => ({ name: file.name, path: pathOf(file) })), day: found.day },
    ...{ projection: { columns, properties, isScrubbed, latestUs }, keyPrefix: partition.id },
  }
  const byName = new Map(found.files.map(file => [file.name, file]))
  return readFiles(order, async name => {
    loading.onProgress(`reading ${name}`)
    const file = byName.get(name)
    if (file !== undefined) await fetch?.(file, fetched)
  })
}

/** Whether these very files have been read to their end. */
async function isUnchanged(db: Database, { orgId, partition, found: { files } }: Load): Promise<boolean> {
  if (partition.loadedAt === null || partition.heldReason !== null) return false
  const known = new Map((await loadFiles(db, orgId, partition.id)).map(file => [file.name, file.version]))
  return known.size === files.length && files.every(({ name, version }) => known.get(name) === version)
}

function reasonToHold({ files, former, rows }: ReadResult, isAccepted: boolean): string | undefined {
  const faulty = files.filter(({ fault }) => fault !== null)
  if (faulty.length > 0) return faulty.map(({ name, fault }) => `${name}: ${fault}`).join(' ')
  if (isAccepted || rows >= former * SHARE_MIN) return undefined
  return `shrunken: the export has ${rows} rows, and the former one had ${former}.`
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
