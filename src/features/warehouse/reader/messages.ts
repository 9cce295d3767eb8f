import type { Projection } from './projection.ts'

// What the process that reads files is asked, and what it answers. The rows themselves go through files in the spool.

export interface ReadOrder {
  /** A folder of this order alone. Besides it, the process can open only the files. */
  readonly spool: string
  /** All files of one partition. */
  readonly files: readonly { readonly name: string; readonly path: string }[]
  readonly projection: Projection
  /** Begins the key of each row: the id of the partition. */
  readonly keyPrefix: string
  /** The day in the path; null if there is none. */
  readonly day: string | null
}

/** In the spool. */
export const FORMER_FILE = 'former.csv'
export const ADDED_FILE = 'added.ndjson'
export const GONE_FILE = 'gone.ndjson'

export interface Refusal {
  readonly reason: string
  readonly count: number
  /** The numbers of the first of these rows in the file, from zero. */
  readonly rows: readonly number[]
}

export interface ReadFile {
  readonly name: string
  readonly rows: number
  readonly refused: readonly Refusal[]
  /** Why the whole file is refused; null if it was read. */
  readonly fault: string | null
}

/** What the files say, compared with the events that are stored. */
export interface ReadResult {
  readonly files: readonly ReadFile[]
  /** Rows that are events, in all files. */
  readonly rows: number
  readonly former: number
  readonly added: number
  readonly gone: number
  /** Rows whose own day, in UTC, is not that of the path. */
  readonly otherDay: number
  /** The names of events in these rows. */
  readonly names: readonly string[]
}

/** A line of the answer: the file that it reads now, null after the last one; then the result. */
export type ReadMessage = { readonly reading: string | null } | { readonly result: ReadResult }

/** A row in `ADDED_FILE`. */
export interface AddedRow {
  readonly key: string
  readonly at_us: number | string
  readonly properties: string | null
  readonly [column: string]: unknown
}

/** A row in `GONE_FILE`, and in `FORMER_FILE`. */
export interface FormerRow {
  readonly key: string
  readonly id: string
  /** Microseconds since 1970. */
  readonly received_us: number | string
}
