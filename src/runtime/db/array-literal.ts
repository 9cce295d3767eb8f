const SPECIAL = /["\\]/
const ALL_SPECIAL = /["\\]/g

/**
 * Values as the text of a PostgreSQL array: the driver's own encoding takes a fifth of the time that
 * a choice takes. For one-dimensional arrays of text, numbers, booleans, ids and JSON text.
 */
export function arrayLiteral(values: readonly (string | number | boolean | null)[]): string {
  let text = '{'
  for (const value of values) {
    if (text.length > 1) text += ','
    if (typeof value !== 'string') text += value === null ? 'NULL' : value
    else text += SPECIAL.test(value) ? `"${value.replace(ALL_SPECIAL, '\\$&')}"` : `"${value}"`
  }
  return `${text}}`
}
