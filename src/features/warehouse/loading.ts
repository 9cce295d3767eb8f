import type { Clock } from '../../lib/clock.ts'
import type { Database } from '../../runtime/db/session.ts'
import type { Applied, ApplyRows, Refresh } from './apply.ts'
import type { FoundFile } from './file-store.ts'
import type { Partition } from './partition-store.ts'
import type { ColumnMap } from './reader/columns.ts'
import type { ReadResult, TableFile } from './reader/messages.ts'

export const PEOPLE_FORMS = ['plain', 'hashed', 'hash_on_reading'] as const

/** How the rows of a source are read. */
export interface Reading {
  readonly platform: string
  readonly columns: ColumnMap
  readonly properties: readonly string[] | '*'
  readonly lookbackHours: number | null
  /** Whether the export is declared to name no person. */
  readonly isScrubbed: boolean
  /** How people are named: as they are, by keyed hashes, or by keyed hashes that Parley makes while it reads. */
  readonly people: (typeof PEOPLE_FORMS)[number]
}

/** What ingest does for an import. Passed as functions, because it is another feature. */
export interface Ingesting {
  /** The key of the hashes by which exports name people; undefined if there is none. */
  readonly personHashKey: string | undefined
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

export const NO_HASH_KEY =
  'There is no key for the hashes of people. Make it: PUT /api/v1/orgs/:org/person-hash-key.'

/** A file was replaced while it was read. The export is not finished. */
export class ChangedError extends Error {}

export type Loaded =
  | { readonly state: 'unchanged' }
  /** The export is not complete yet. */
  | { readonly state: 'waiting'; readonly reason: string }
  | { readonly state: 'held'; readonly reason: string }
  | { readonly state: 'loaded'; readonly result: ReadResult; readonly applied: Applied }
