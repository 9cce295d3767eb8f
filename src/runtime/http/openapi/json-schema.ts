/** A part of the document: a JSON Schema, or an object around one. */
export type Node = { [key: string]: unknown }

export const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

export const asNode = (value: unknown): Node => (isNode(value) ? value : {})

// These keywords contain values, also when a value looks like a schema.
const VALUES = new Set(['example', 'examples', 'default', 'enum', 'const'])

// A field can have such a name too. Its value is a schema then.
const isSchema = (value: unknown): boolean =>
  isNode(value) && ['type', '$ref', 'anyOf', 'oneOf'].some(key => key in value)

/** Copies a value and replaces every node with the result of `change`, innermost first. */
export function mapNodes(value: unknown, change: (node: Node) => unknown): unknown {
  if (Array.isArray(value)) return value.map(item => mapNodes(item, change))
  if (!isNode(value)) return value
  const mapped = Object.entries(value).map(([key, item]) => [
    key,
    VALUES.has(key) && !isSchema(item) ? item : mapNodes(item, change),
  ])
  return change(Object.fromEntries(mapped))
}
