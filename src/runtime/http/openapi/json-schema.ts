/** A part of the document: a JSON Schema or whatever surrounds one. */
export type Node = { [key: string]: unknown }

export const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

export const asNode = (value: unknown): Node => (isNode(value) ? value : {})

// What stands under these is a value, whatever it looks like.
const VALUES = new Set(['example', 'examples', 'default', 'enum', 'const'])

// A field of a shape may have such a name as well, and then it is a schema.
const isSchema = (value: unknown): boolean =>
  isNode(value) && ['type', '$ref', 'anyOf', 'oneOf'].some(key => key in value)

/** A copy in which every node, innermost first, is what `change` makes of it. */
export function mapNodes(value: unknown, change: (node: Node) => unknown): unknown {
  if (Array.isArray(value)) return value.map(item => mapNodes(item, change))
  if (!isNode(value)) return value
  const mapped = Object.entries(value).map(([key, item]) => [
    key,
    VALUES.has(key) && !isSchema(item) ? item : mapNodes(item, change),
  ])
  return change(Object.fromEntries(mapped))
}
