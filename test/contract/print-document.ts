// One line for each operation and each component: short, and a change shows where it is.
const DEEPEST_OPEN = 3

/** A document as the repository keeps it. */
export function printDocument(value: unknown, depth = 0): string {
  if (depth >= DEEPEST_OPEN || typeof value !== 'object' || value === null || Array.isArray(value))
    return JSON.stringify(value)
  const indent = ' '.repeat(depth + 1)
  const entries = Object.entries(value).map(
    ([key, item]) => `${indent}${JSON.stringify(key)}: ${printDocument(item, depth + 1)}`,
  )
  return entries.length === 0 ? '{}' : `{\n${entries.join(',\n')}\n${' '.repeat(depth)}}`
}
