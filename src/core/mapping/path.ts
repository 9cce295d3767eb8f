/** Paths with more names are refused. */
const SEGMENTS_MAX = 20

/** The mistake in a dotted path, such as `order.lines.0.price`; undefined if the path is valid. */
export function faultOfPath(path: string): string | undefined {
  if (/[[\]]/.test(path)) return 'Write positions as numbers between dots: lines.0.price, not lines[0].price.'
  if (/^\$|^\.|\.$|\.\./.test(path))
    return 'Write the names of the fields with single dots between them, such as order.total.'
  if (path !== path.trim() || /\p{Cc}/u.test(path))
    return 'Leave out blanks at the ends and control characters.'
  if (path.split('.').length > SEGMENTS_MAX) return `At most ${SEGMENTS_MAX} names can follow each other.`
  return undefined
}

/** The value at a dotted path, or undefined. A field whose own name has dots is found too. */
export function readPath(value: unknown, path: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined
  const fields = value as Readonly<Record<string, unknown>>
  if (Object.hasOwn(fields, path)) return fields[path]
  for (let dot = path.indexOf('.'); dot !== -1; dot = path.indexOf('.', dot + 1)) {
    const first = path.slice(0, dot)
    if (!Object.hasOwn(fields, first)) continue
    const found = readPath(fields[first], path.slice(dot + 1))
    if (found !== undefined) return found
  }
  return undefined
}
