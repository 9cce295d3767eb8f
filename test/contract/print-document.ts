// One line per operation and per component: short, and a change shows its place.
const DEEPEST_OPEN = 3

/** The document in the form that the repository keeps. */
export function printDocument(value: unknown, depth = 0): string {
  if (depth >= DEEPEST_OPEN || typeof value !== 'object' || value === null || Array.isArray(value))
    return JSON.stringify(value)
  const indent = ' '.repeat(depth + 1)
  const entries = Object.entries(value).map(
    ([key, item]) => `${indent}${JSON.stringify(key)}: ${printDocument(item, depth + 1)}`,
  )
  return entries.length === 0 ? '{}' : `{\n${entries.join(',\n')}\n${' '.repeat(depth)}}`
}
