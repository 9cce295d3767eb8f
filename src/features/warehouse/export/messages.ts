import type { DatasetName } from './columns.ts'

// What the process that writes files is asked, and what it answers: one line each.

/** Rows in a file with a JSON object a line, to be written as Parquet. Both files lie in the spool. */
export interface WriteOrder {
  readonly dataset: DatasetName
  readonly from: string
  readonly to: string
}

export type WriteReply = { readonly rows: number } | { readonly fault: string }
