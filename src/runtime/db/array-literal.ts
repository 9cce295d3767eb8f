const SPECIAL = /["\\]/
const ALL_SPECIAL = /["\\]/g

/** Big integers, dates and bytes in PostgreSQL's format; undefined is null. */
export type ArrayValue = string | number | boolean | bigint | Date | Uint8Array | null | undefined

/**
 * Values as the text of a PostgreSQL array: the driver's own encoding takes a fifth of the time of a choice. For
 * one-dimensional arrays.
 */
export function arrayLiteral(values: readonly ArrayValue[]): string {
  let text = '{'
  // A batch has few distinct dates, and V8 takes a microsecond to format one.
  let lastMs = Number.NaN
  let lastMoment = ''
  // And columns with one value for all.
  let last: string | undefined
  let lastQuoted = ''
  for (const value of values) {
    if (text.length > 1) text += ','
    if (typeof value === 'string') {
      if (value !== last) lastQuoted = quoted(value)
      last = value
      text += lastQuoted
    } else if (value instanceof Date) {
      const ms = value.getTime()
      if (ms !== lastMs) lastMoment = momentText(value)
      lastMs = ms
      text += `"${lastMoment}"`
    } else text += plainText(value)
  }
  return `${text}}`
}

const quoted = (value: string): string =>
  SPECIAL.test(value) ? `"${value.replace(ALL_SPECIAL, '\\$&')}"` : `"${value}"`

function plainText(value: Exclude<ArrayValue, string | Date>): string {
  if (value === null || value === undefined) return 'NULL'
  if (!(value instanceof Uint8Array)) return String(value)
  return `"\\\\x${Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('hex')}"`
}

const FOUR_DIGITS = 24

/** PostgreSQL reads ISO 8601, but without a sign before the year. */
function momentText(moment: Date): string {
  const iso = moment.toISOString()
  if (iso.length === FOUR_DIGITS) return iso
  const year = moment.getUTCFullYear()
  return year > 0 ? iso.slice(1) : `${String(1 - year).padStart(4, '0')}${iso.slice(7)} BC`
}
