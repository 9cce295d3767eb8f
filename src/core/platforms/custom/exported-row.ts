import { readCustomEvent } from '../custom-event.ts'
import type { Fields } from '../fields.ts'
import type { Normalised } from '../platform.ts'

/** A row of an export, with the names of the columns in `docs/warehouse.md`. */
export interface ExportedRow {
  /** The row's own key: the same in every export that has the row, and different for each of several equal rows. */
  readonly key: string
  readonly fields: Fields
}

/** Reads a row of an export as an event. A warehouse writes its own names, whatever platform they came from. */
export function readExportedRow({ key, fields }: ExportedRow): Normalised {
  const { user_id_or_email: either, ...others } = fields
  const isAddress = typeof either === 'string' && either.includes('@')
  const person = either == null ? {} : isAddress ? { email: either } : { user_id: either }
  const read = readCustomEvent({ ...person, ...others }, { name: null, nativeEvent: 'exported row' })
  return read.outcome === 'event' ? { ...read, event: { ...read.event, dedupeKey: key } } : read
}
