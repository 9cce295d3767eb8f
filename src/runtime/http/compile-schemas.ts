import { SerializerSelector } from '@fastify/fast-json-stringify-compiler'
import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv'
import addFormats from 'ajv-formats'

// Bodies are not coerced. Query strings and paths are text, so Ajv converts numbers in them.
const common = { allErrors: true, useDefaults: true, strict: false }
const bodies = addFormats.default(new Ajv({ ...common, discriminator: true }))
const texts = addFormats.default(new Ajv({ ...common, coerceTypes: true }))

type Compile<Definition, Compiled> = (definition: Definition) => Compiled

/** A function that is made at its first call. */
function lazily<Argument, Answer>(make: () => (given: Argument) => Answer): (given: Argument) => Answer {
  let made: ((given: Argument) => Answer) | undefined
  return given => {
    made ??= make()
    return made(given)
  }
}

interface SchemaOfPart {
  readonly schema: object
  readonly httpPart?: string
}

/**
 * Compiles the schema of a body, query or path at its first request. To compile all schemas takes a fifth of the
 * processor time of a start (docs/performance.md), and most routes are called rarely.
 */
export const compileValidator: Compile<
  SchemaOfPart,
  (given: unknown) => true | { readonly error: ErrorObject[] }
> = ({ schema, httpPart }) =>
  lazily(() => {
    const validate: ValidateFunction = (httpPart === 'body' ? bodies : texts).compile(schema)
    return given => validate(given) || { error: validate.errors ?? [] }
  })

const compilersOf = SerializerSelector()

/** As Fastify compiles the schemas of answers, but at the first answer. */
export const serialiserFactory: typeof compilersOf = (shared, options) => {
  const compile = compilersOf(shared, options)
  return route => lazily(() => compile(route))
}
