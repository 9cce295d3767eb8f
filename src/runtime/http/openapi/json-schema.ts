/** A part of the document: a JSON Schema or an object around one. */
export type Node = { [key: string]: unknown }

export const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

export const asNode = (value: unknown): Node => (isNode(value) ? value : {})

// The values under these keys are data, never schemas.
const VALUES = new Set(['example', 'examples', 'default', 'enum', 'const'])

// A field of a shape may have such a name too, and then its value is a schema.
const isSchema = (value: unknown): boolean =>
  isNode(value) && ['type', '$ref', 'anyOf', 'oneOf'].some(key => key in value)

/** A copy in which `change` replaces every node, innermost first. */
export function mapNodes(value: unknown, change: (node: Node) => unknown): unknown {
  if (Array.isArray(value)) return value.map(item => mapNodes(item, change))
  if (!isNode(value)) return value
  const mapped = Object.entries(value).map(([key, item]) => [
    key,
    VALUES.has(key) && !isSchema(item) ? item : mapNodes(item, change),
  ])
  return change(Object.fromEntries(mapped))
}
