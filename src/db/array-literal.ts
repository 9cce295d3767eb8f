const SPECIAL = /["\\]/g

/**
 * Values as the text of a PostgreSQL array: the driver's own encoding takes a fifth of the time that
 * a choice takes. For one-dimensional arrays of text, numbers, booleans, ids and JSON text.
 */
export function arrayLiteral(values: readonly (string | number | boolean | null)[]): string {
  return `{${values.map(elementOf).join(',')}}`
}

function elementOf(value: string | number | boolean | null): string {
  if (value === null) return 'NULL'
  if (typeof value !== 'string') return String(value)
  return `"${value.replace(SPECIAL, '\\$&')}"`
}
