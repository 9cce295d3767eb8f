import { readFileSync } from 'node:fs'
import type { Schema } from './fuzz/schema-values.ts'

/** An operation as openapi.json describes it. */
export interface Operation {
  readonly operationId: string
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  readonly path: string
  readonly query: Readonly<Record<string, Schema>>
  /** An example of its body; undefined if it takes none. */
  readonly body: unknown
  readonly bodySchema: Schema | undefined
}

interface Documented {
  readonly operationId: string
  readonly parameters?: readonly { readonly in: string; readonly name: string; readonly schema: Schema }[]
  readonly requestBody?: {
    readonly content: Readonly<
      Record<
        string,
        {
          readonly examples?: Record<string, { value: unknown }>
          readonly example?: unknown
          readonly schema?: Schema
        }
      >
    >
  }
  readonly responses: Readonly<Record<string, { readonly content?: Readonly<Record<string, unknown>> }>>
}

const { paths }: { paths: Record<string, Record<string, Documented>> } = JSON.parse(
  readFileSync(new URL('../../openapi.json', import.meta.url), 'utf8'),
)

/** All operations. A stream has no end, so it is no answer to look at. */
export const OPERATIONS: readonly Operation[] = Object.entries(paths).flatMap(([path, methods]) =>
  Object.entries(methods).flatMap(([method, { operationId, parameters = [], requestBody, responses }]) => {
    if (responses['200']?.content?.['text/event-stream'] !== undefined) return []
    const json = requestBody?.content['application/json']
    return [
      {
        ...{ operationId, path, method: method.toUpperCase() as Operation['method'] },
        query: Object.fromEntries(
          parameters.filter(({ in: place }) => place === 'query').map(({ name, schema }) => [name, schema]),
        ),
        body: Object.values(json?.examples ?? {})[0]?.value ?? json?.example,
        bodySchema: json?.schema,
      },
    ]
  }),
)

export const OPERATIONS_OF_ORG = OPERATIONS.filter(({ path }) => path.includes('{org}'))

/** The body with another text in the place of each of its texts in turn. */
export function withText(body: unknown, text: string): readonly unknown[] {
  if (typeof body === 'string') return [text]
  if (Array.isArray(body))
    return body.flatMap((item, at) => withText(item, text).map(each => body.with(at, each)))
  if (typeof body !== 'object' || body === null) return []
  const inside = Object.entries(body).flatMap(([name, value]) =>
    withText(value, text).map(each => ({ ...body, [name]: each })),
  )
  return inside
}
