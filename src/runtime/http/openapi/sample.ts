import { resolve } from './components.ts'
import { asNode, type Node } from './json-schema.ts'

const ID = '01890a5d-ac96-774b-bcce-b302099a8057'
const MOMENT = '2026-03-02T09:30:00.000Z'

/** Fields with one meaning everywhere, with their values in the demo. */
const KNOWN: Readonly<Record<string, unknown>> = {
  org: 'demo',
  slug: 'demo',
  id: ID,
  template_id: 'welcome-email',
  variant_id: ID,
  variant: ID,
  delivery: ID,
  copy_id: ID,
  decision_id: ID,
  request_id: ID,
  event_id: ID,
  tracking_id: ID,
  message_id: 'dgOq6QUBAAGIy3',
  user: 'user-1',
  user_id: 'user-1',
  email: 'ann@example.com',
  phone: '+15550100',
  platform: 'cio',
  currency: 'USD',
  timezone: 'UTC',
  sandbox: 'prod',
  url: 'https://example.com/feedback',
}

/**
 * A value that fits a schema: its own example, otherwise one composed of the examples of its parts.
 * @param components the schemas that references name
 * @param name the field of the value
 */
export function sampleOf(given: Node, components: Readonly<Node>, name = ''): unknown {
  const schema = resolve(given, components)
  const { examples, enum: values } = schema
  if (Array.isArray(examples)) return examples[0]
  if ('const' in schema) return schema['const']
  if ('default' in schema) return schema['default']
  if (Array.isArray(values)) return values[0]
  const members = schema['anyOf'] ?? schema['oneOf']
  if (Array.isArray(members)) return sampleOf(asNode(members[0]), components, name)
  const type = Array.isArray(schema['type']) ? schema['type'][0] : schema['type']
  return ofType(String(type), schema, components, name)
}

function ofType(type: string, schema: Node, components: Readonly<Node>, name: string): unknown {
  switch (type) {
    case 'object':
      return objectOf(schema, components)
    case 'array':
      return Array.from({ length: Math.max(1, Number(schema['minItems'] ?? 1)) }, () =>
        sampleOf(asNode(schema['items']), components, name),
      )
    case 'string':
      return textOf(schema, name)
    case 'integer':
      return schema['minimum'] ?? 12
    case 'number':
      return schema['minimum'] ?? 0.25
    case 'boolean':
      return true
    default:
      return null
  }
}

const objectOf = ({ properties, additionalProperties }: Node, components: Readonly<Node>): Node => {
  const known = Object.entries(asNode(properties)).map(([key, field]) => [
    key,
    sampleOf(asNode(field), components, key),
  ])
  const rest = asNode(additionalProperties)
  return Object.fromEntries(
    known.length > 0 || Object.keys(rest).length === 0 ? known : [['name', sampleOf(rest, components)]],
  )
}

function textOf({ format, description }: Node, name: string): unknown {
  if (format === 'date-time' || name.endsWith('_at') || String(description).startsWith('ISO 8601'))
    return MOMENT
  const known = KNOWN[name]
  return typeof known === 'string' ? known : name === '' ? 'text' : name.replaceAll('_', ' ')
}

/** An example of a parameter in an address, if its name alone defines it. */
export const parameterSample = (name: string): unknown => KNOWN[name]
