import { isDeepStrictEqual } from 'node:util'
import { asNode, mapNodes, type Node } from './json-schema.ts'

const AT = '#/components/schemas/'
const NAME = /^[A-Z][A-Za-z0-9]*$/
// These may differ from one use of a shape to the next.
const OF_THE_USE = ['default', 'description', 'examples']

/** Whether a schema has the name of a component: its title. */
export const isNamed = ({ title }: Node): boolean => typeof title === 'string' && NAME.test(title)

/**
 * Moves every schema with a title into the components, and leaves a reference in its place.
 * @param found collects the components, by name
 * @throws Error if two different shapes have the same name
 */
export function extractComponents(value: unknown, found: Map<string, Node>): unknown {
  return mapNodes(value, given => {
    // A discriminator without names is for our validator only.
    const { discriminator: _, ...node } = given
    if (!isNamed(node)) return node
    const { title, ...schema } = node
    const name = String(title)
    const present = found.get(name)
    if (present === undefined) {
      found.set(name, without(schema, ['default']))
    } else if (!isDeepStrictEqual(without(present, OF_THE_USE), without(schema, OF_THE_USE))) {
      throw new Error(`Two different schemas have the title ${name}.`)
    } else if (present['examples'] === undefined && schema['examples'] !== undefined) {
      present['examples'] = schema['examples']
    }
    return { $ref: AT + name, ...('default' in schema ? { default: schema['default'] } : {}) }
  })
}

const without = (schema: Node, keys: readonly string[]): Node =>
  Object.fromEntries(Object.entries(schema).filter(([key]) => !keys.includes(key)))

/** The schema itself, or the component that it refers to. */
export const resolve = (schema: Node, components: Readonly<Node>): Node =>
  typeof schema['$ref'] === 'string' ? asNode(components[schema['$ref'].slice(AT.length)]) : schema
