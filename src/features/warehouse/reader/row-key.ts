import { CONTENT_COLUMNS } from './columns.ts'

// A row is known by a hash of its content and a number among equal rows: they may all be right. The hash is a part of
// the keys of stored events, so it must never change.
const CONTENT = CONTENT_COLUMNS.map(name => `coalesce(${name}, chr(30))`).join(', ')

/** The hash of a row, in SQL: 24 hexadecimal digits. */
export const HASH = `substr(md5(concat_ws(chr(31), at_us, ${CONTENT})), 1, 24)`

/** The hash as bytes, of a text in SQL. So short a value is stored in place. */
export const bytesOf = (hash: string): string => `unhex(${hash})`

/**
 * What tells rows apart. The rows of a first export are compared with each other alone: for that DuckDB's own hash is
 * enough, which costs a quarter. If two different rows shared it, one of them would get the number 2, which does no
 * harm.
 */
export const fingerprintOf = (isFirst: boolean) =>
  isFirst
    ? { type: 'ubigint', sql: `hash(at_us, ${CONTENT_COLUMNS.join(', ')})` }
    : { type: 'blob', sql: bytesOf(HASH) }
