import { CONTENT_COLUMNS, type ContentColumn } from './columns.ts'

// A row is known by a hash of its content and a number among equal rows: they may all be right. The hash is a part of
// the keys of stored events, so it must never change.
const NOTHING = 'chr(30)'
const BETWEEN = 'chr(31)'

/**
 * The hash of a row, in SQL: 24 hexadecimal digits. Neighbours that the file does not have are one constant text, with
 * the same bytes: that halves the cost of a usual file.
 * @param present the columns that the file has
 */
export function hashOf(present: ReadonlySet<ContentColumn>): string {
  const texts: string[] = ['at_us']
  let missing = 0
  for (const name of CONTENT_COLUMNS) {
    if (!present.has(name)) {
      missing++
      continue
    }
    if (missing > 0) texts.push(nothings(missing))
    missing = 0
    texts.push(`coalesce(${name}, ${NOTHING})`)
  }
  if (missing > 0) texts.push(nothings(missing))
  return `substr(md5(concat_ws(${BETWEEN}, ${texts.join(', ')})), 1, 24)`
}

const nothings = (count: number): string => Array<string>(count).fill(NOTHING).join(` || ${BETWEEN} || `)

/** The hash as bytes, of a text in SQL. So short a value is stored in place. */
export const bytesOf = (hash: string): string => `unhex(${hash})`

export const fingerprintType = (isFirst: boolean): string => (isFirst ? 'ubigint' : 'blob')

/**
 * What tells rows apart. The rows of a first export are compared with each other alone: for that DuckDB's own hash is
 * enough, which costs a quarter. If two different rows shared it, one of them would get the number 2, which does no
 * harm.
 */
export const fingerprintOf = (isFirst: boolean, present: ReadonlySet<ContentColumn>): string =>
  isFirst ? `hash(at_us, ${CONTENT_COLUMNS.join(', ')})` : bytesOf(hashOf(present))
