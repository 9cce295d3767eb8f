/** Deeper names stay as they are. */
const DEPTH_MAX = 10

/** Names that would reach into the object itself. */
const UNSAFE = '__proto__'

/**
 * The parts of a parameter's name: `user[name]`, `user.name` and `items[0][sku]` name nested values. A final `[]`
 * gives an empty part: one more value of a list. A name that is not written in one of these ways is one part.
 */
export function partsOfName(name: string): readonly string[] {
  const end = name.search(/[.[]/)
  if (end <= 0) return [name]
  const parts = [name.slice(0, end)]
  // Each part after the first is `.part` or `[part]`.
  const inner = /\.([^.[\]]+)|\[([^[\]]*)\]/y
  inner.lastIndex = end
  while (inner.lastIndex < name.length) {
    const found = inner.exec(name)
    if (found === null) return [name]
    parts.push((found[1] ?? found[2] ?? '').trim())
  }
  const isFit = parts.length <= DEPTH_MAX && !parts.includes(UNSAFE) && !parts.slice(0, -1).includes('')
  return isFit ? parts : [name]
}

type Tree = Map<string, unknown>

/**
 * Builds the values that parameters with nested names describe. Parts that are 0, 1, 2 and so on make a list. A value
 * whose place is taken stays under its whole name, with a dot after it if that is taken too.
 */
export function nest(parameters: Iterable<readonly [string, unknown]>): Record<string, unknown> {
  const root: Tree = new Map()
  for (const [name, value] of parameters) {
    if (name !== UNSAFE && !put(root, partsOfName(name), value)) root.set(freeName(root, name), value)
  }
  return Object.fromEntries([...root].map(([name, value]) => [name, branchOf(value)]))
}

const freeName = (tree: Tree, name: string): string => (tree.has(name) ? freeName(tree, `${name}.`) : name)

/** Whether there was a place for the value. */
function put(root: Tree, parts: readonly string[], value: unknown): boolean {
  let tree = root
  for (const part of parts.slice(0, -1)) {
    const inner = tree.get(part) ?? new Map()
    if (!(inner instanceof Map)) return false
    tree.set(part, inner)
    tree = inner
  }
  const last = parts.at(-1) ?? ''
  const values = last === '' && Array.isArray(value) ? value : [value]
  for (const each of values) {
    const key = last === '' ? String(tree.size) : last
    if (tree.has(key)) return false
    tree.set(key, each)
  }
  return true
}

function branchOf(value: unknown): unknown {
  if (!(value instanceof Map)) return value
  const entries = [...value].map(([name, inner]: [string, unknown]) => [name, branchOf(inner)] as const)
  const isList = entries.every((_, at) => value.has(String(at)))
  if (!isList) return Object.fromEntries(entries)
  return entries.toSorted(([left], [right]) => Number(left) - Number(right)).map(([, inner]) => inner)
}
