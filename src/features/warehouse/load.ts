import { mkdir, mkdtemp, open, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Clock } from '../../lib/clock.ts'
import { HOUR_MS } from '../../lib/duration.ts'
import type { Database } from '../../runtime/db/session.ts'
import { type Applied, type ApplyRows, applyChanges } from './apply.ts'
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
}

export interface Loading {
  readonly db: Database
  readonly clock: Clock
  /** A folder for temporary files. */
  readonly spool: string
  readonly apply: ApplyRows
  /** Called before each file is read, and after each transaction. */
  readonly onProgress: (progress: string) => void
}

/** All files of a partition. */
export interface FoundPartition {
  readonly orgId: number
  readonly partition: Partition
  /** The day in the path; null if there is none. */
  readonly day: string | null
  readonly files: readonly (FoundFile & { readonly path: string })[]
  /** Whether a person has said that an export with far fewer rows is right. */
  readonly isAccepted: boolean
}

export type Loaded =
  | { readonly state: 'unchanged' }
  | { readonly state: 'held'; readonly reason: string; readonly result: ReadResult }
  | { readonly state: 'loaded'; readonly result: ReadResult; readonly applied: Applied }

// The clocks of two companies differ, and a day begins earlier in the east.
const AHEAD_MAX_MS = 48 * HOUR_MS

/** A new export with fewer rows than this share of the former one waits for a person. */
const SHARE_MIN = 0.5

/**
 * Makes the events of a partition those of its files: rows that are new are counted, and events whose row is gone are
 * withdrawn. Nothing changes if a file cannot be read, or if most rows are gone.
 */
export async function loadPartition(
  loading: Loading,
  reading: Reading,
  found: FoundPartition,
): Promise<Loaded> {
  const { db, clock } = loading
  const { orgId, partition } = found
  if (await isUnchanged(db, found)) return { state: 'unchanged' }
  await mkdir(loading.spool, { recursive: true })
  const spool = await mkdtemp(join(loading.spool, 'partition-'))
  try {
    await writeFormer(db, orgId, partition.id, join(spool, FORMER_FILE))
    const { platform, columns, properties, lookbackHours } = reading
    const latestUs = (clock().getTime() + AHEAD_MAX_MS) * 1000
    const order = {
      ...{ spool, files: found.files.map(({ name, path }) => ({ name, path })), day: found.day },
      ...{ projection: { columns, properties, latestUs }, keyPrefix: partition.id },
    }
    const result = await readFiles(order, name => loading.onProgress(`reading ${name}`))
    const files = withFindings(found.files, result.files)
    const reason = reasonToHold(result, found.isAccepted)
    if (reason !== undefined) {
      await saveHeld(db, orgId, { id: partition.id, reason, files }, clock())
      return { state: 'held', reason, result }
    }
    const change = { orgId, partitionId: partition.id, platform, lookbackHours, spool, result }
    const applied = await applyChanges(loading, change)
    await db.transaction(session =>
      saveLoaded(session, orgId, { id: partition.id, rows: result.rows, files }, clock()),
    )
    return { state: 'loaded', result, applied }
  } finally {
    await rm(spool, { recursive: true, force: true })
  }
}

/** Whether these very files have been read to their end. */
async function isUnchanged(db: Database, { orgId, partition, files }: FoundPartition): Promise<boolean> {
  if (partition.loadedAt === null || partition.heldReason !== null) return false
  const known = new Map((await loadFiles(db, orgId, partition.id)).map(file => [file.name, file.sha256]))
  return known.size === files.length && files.every(({ name, sha256 }) => known.get(name) === sha256)
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
