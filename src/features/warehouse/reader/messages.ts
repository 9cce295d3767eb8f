import type { Projection } from './projection.ts'
import type { SeenColumn } from './seen-columns.ts'

// What the process that reads files is asked, and what it answers. The rows themselves go through files in the spool.

export interface ReadOrder {
  /** A folder of this order alone. Besides it, the process can open only the files. */
  readonly spool: string
  /** Files of one partition. */
  readonly files: readonly OrderedFile[]
  /** Whether they have come to files whose rows are events already. Else they are all files of the partition. */
  readonly isAddition?: boolean
  readonly projection: Projection
  /** The day in the path; null if there is none. */
  readonly day: string | null
}

export interface OrderedFile {
  readonly name: string
  readonly path: string
  /** Undefined: the file speaks for itself. */
  readonly table?: TableFile | undefined
}

/** What the table says about one of its files. */
export interface TableFile {
  readonly columns: readonly TableColumn[]
  readonly deletions: Deletions | null
}

export interface TableColumn {
  readonly name: string
  /** The name in the file. */
  readonly physicalName: string
  /** The number of the column in the file, where it decides instead of the name. */
  readonly fieldId: number | null
  /** A type of Delta, such as "long". */
  readonly type: string
  /** The value in all rows, which does not stand in the file; undefined if the file has the values. */
  readonly fixed: string | null | undefined
}

/** The deletion vector of a file. */
export interface Deletions {
  /** The bitmap in Z85; null if it is a file beside the other, from this offset. */
  readonly inline: string | null
  readonly offset: number
  readonly bytes: number
  /** The number of deleted rows. */
  readonly cardinality: number
}

/** The place of the deletion vector of a file. */
export const deletionsOf = (path: string): string => `${path}.deletions`

/** In the spool. There is none before the first export of a partition. */
export const FORMER_FILE = 'former.csv'
/** A run of rows to add, by the order of their time. */
export const addedFile = (run: number): string => `added-${run}.ndjson`
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
  /** How many files the added rows are in. */
  readonly runs: number
  /** Rows whose own day, in UTC, is not that of the path. */
  readonly otherDay: number
  /** The earliest and the latest time, in microseconds since 1970; null without rows. */
  readonly firstUs: number | null
  readonly lastUs: number | null
  /** The names of events in the files that were read. */
  readonly names: readonly string[]
  /** What became of the columns of the files that were read. */
  readonly columns: readonly SeenColumn[]
}

/** A line of the answer: the file that it reads now, null after the last one; then the result. */
export type ReadMessage = { readonly reading: string | null } | { readonly result: ReadResult }

/** A line of `addedFile`: the values of `CONTENT_COLUMNS` follow the time, but for nulls at the end. */
export type AddedLine = readonly [
  /** The hash of its content, and its number among equal rows. */
  key: string,
  atUs: number,
  ...content: readonly (string | null)[],
]

/** A line of `GONE_FILE`; `FORMER_FILE` has the key of the row before them. */
export interface FormerRow {
  readonly id: string
  /** Microseconds since 1970. */
  readonly received_us: number | string
}
