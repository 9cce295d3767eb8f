import { readFileSync } from 'node:fs'
import fc from 'fast-check'

/** The part of JSON Schema that openapi.json uses. */
export interface Schema {
  readonly $ref?: string
  readonly type?: string
  readonly enum?: readonly unknown[]
  readonly anyOf?: readonly Schema[]
  readonly oneOf?: readonly Schema[]
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly additionalProperties?: boolean | Schema
  readonly items?: Schema
  readonly minItems?: number
  readonly maxItems?: number
  readonly minLength?: number
  readonly maxLength?: number
  readonly minimum?: number
  readonly maximum?: number
  readonly format?: string
  readonly examples?: readonly unknown[]
}

const { components }: { components: { schemas: Readonly<Record<string, Schema>> } } = JSON.parse(
  readFileSync(new URL('../../../openapi.json', import.meta.url), 'utf8'),
)

const DEPTH_MAX = 5
const ITEMS_MAX = 3

/** What a client may send by mistake or on purpose. */
export const words: fc.Arbitrary<string> = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string(),
  fc.constantFrom(
    'welcome',
    'acme',
    'user-1',
    'ann@example.com',
    '',
    ' ',
    'null',
    '../..',
    '%00',
    '\u0000',
    '\ud800',
  ),
  fc.constantFrom(
    "'; drop table orgs; --",
    '{{',
    '{{ user.name | nonsense: 1 }}',
    '(a+)+$',
    '=1+1',
    'a\r\nb',
    '1e309',
    '-0',
  ),
  fc.constantFrom(
    '2026-02-30',
    '9999-12-31T23:59:59Z',
    '0001-01-01',
    '1000-01-01',
    '9999-12-31',
    '9007199254740993',
    '1,234.50 €',
    '__proto__',
    'constructor',
    'toString',
  ),
)

export const nonsense: fc.Arbitrary<unknown> = fc.letrec(tie => ({
  value: fc.oneof(
    { depthSize: 'small' },
    words,
    fc.double(),
    fc.constantFrom(0, -1, 1e21, -1e308, 2 ** 53, 2 ** 31, true, false, null),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(fc.oneof(words, fc.constantFrom('__proto__', 'constructor', 'toString')), tie('value'), {
      maxKeys: 4,
    }),
  ),
})).value

/** Values that fit a schema, but perhaps for a pattern: a client that read the documentation. */
export function valuesOf(schema: Schema, depth = 0): fc.Arbitrary<unknown> {
  if (schema.$ref !== undefined)
    return valuesOf(components.schemas[schema.$ref.split('/').at(-1) ?? ''] ?? {}, depth)
  const choices = schema.anyOf ?? schema.oneOf
  if (choices !== undefined) return fc.oneof(...choices.map(choice => valuesOf(choice, depth)))
  if (schema.enum !== undefined) return fc.constantFrom(...schema.enum)
  const fitting = fittingOf(schema, depth)
  return schema.examples === undefined ? fitting : fc.oneof(fitting, fc.constantFrom(...schema.examples))
}

function fittingOf(schema: Schema, depth: number): fc.Arbitrary<unknown> {
  const { minimum = -1e6, maximum = 1e6, minItems = 0, maxItems = ITEMS_MAX } = schema
  switch (schema.type) {
    case 'boolean':
      return fc.boolean()
    case 'null':
      return fc.constant(null)
    case 'integer':
      return fc.integer({ min: Math.ceil(minimum), max: Math.floor(Math.max(minimum, maximum)) })
    case 'number':
      return fc.double({ min: minimum, max: Math.max(minimum, maximum), noNaN: true })
    case 'string':
      return textsOf(schema)
    case 'array':
      return depth > DEPTH_MAX
        ? fc.constant([])
        : fc.array(valuesOf(schema.items ?? {}, depth + 1), {
            minLength: minItems,
            maxLength: Math.max(minItems, Math.min(maxItems, ITEMS_MAX)),
          })
    case 'object':
      return objectsOf(schema, depth)
    default:
      return nonsense
  }
}

function textsOf({ format, minLength = 0, maxLength = 300 }: Schema): fc.Arbitrary<string> {
  if (format === 'date-time') return fc.date({ noInvalidDate: true }).map(date => date.toISOString())
  if (format === 'uuid') return fc.uuid()
  return words.map(word => word.padEnd(minLength, 'x').slice(0, Math.max(minLength, maxLength)))
}

function objectsOf({ properties = {}, required = [], additionalProperties }: Schema, depth: number) {
  if (depth > DEPTH_MAX) return fc.constant({})
  const named = fc.record(
    Object.fromEntries(Object.entries(properties).map(([name, field]) => [name, valuesOf(field, depth + 1)])),
    { requiredKeys: [...required].filter(name => name in properties) },
  )
  if (additionalProperties === undefined || additionalProperties === false) return named
  const others = valuesOf(additionalProperties === true ? {} : additionalProperties, depth + 1)
  return fc
    .tuple(named, fc.dictionary(words, others, { maxKeys: 3 }))
    .map(([known, more]) => ({ ...more, ...known }))
}
