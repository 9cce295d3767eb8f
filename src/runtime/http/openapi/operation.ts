import type { FastifyInstance } from 'fastify'
import { groupBy } from '../../../lib/group-by.ts'
import type { Scope } from '../api-key.ts'
import { CATALOGUE, type ProblemCode } from '../problem.ts'
import { asNode, type Node } from './json-schema.ts'

/** The scope that the key of a caller needs. */
export type RequiredScope = Scope | 'operator'

export interface Route {
  readonly path: string
  /** In lower case. */
  readonly method: string
}

declare module 'fastify' {
  interface FastifySchema {
    /** Problems of this route, without those that follow from its key, its body and its address. */
    readonly 'x-problems'?: readonly ProblemCode[]
    /** The schema of a body that the route reads as raw bytes. */
    readonly 'x-request-body'?: object
    /** The guard of the route sets this. */
    'x-scope'?: RequiredScope
  }
}

/** Documents the scope for every route that is added afterwards. */
export function documentScope(app: FastifyInstance, scope: RequiredScope): void {
  app.addHook('onRoute', ({ schema }) => {
    if (schema !== undefined) schema['x-scope'] = scope
  })
}

const SUCCESS: Readonly<Record<string, string>> = {
  200: 'Done.',
  201: 'Created.',
  202: 'Accepted. Parley continues in the background.',
  204: 'Done. The answer has no body.',
}

const KEY_PROBLEMS: readonly ProblemCode[] = ['missing-key', 'wrong-key']
const BODY_PROBLEMS: readonly ProblemCode[] = ['invalid-json', 'too-large', 'unsupported-media-type']
const ALWAYS: readonly ProblemCode[] = ['internal', 'unavailable']

/** All problems of an operation: its own, and those of its key, body and address. */
export function problemsOf(operation: Node, { path, method }: Route): readonly ProblemCode[] {
  const scope = operation['x-scope']
  const takesRaw = operation['x-request-body'] !== undefined
  const takesJson = operation['requestBody'] !== undefined && !takesRaw
  // The server reads a body also where the operation needs none.
  const readsJson = method !== 'get' && !takesRaw
  return [
    ...new Set([
      ...(operation['parameters'] !== undefined || takesJson ? (['invalid-request'] as const) : []),
      ...(readsJson ? BODY_PROBLEMS : []),
      ...(takesRaw ? (['too-large'] as const) : []),
      ...(scope === undefined ? [] : KEY_PROBLEMS),
      ...(scope === undefined || scope === 'operator' ? [] : (['wrong-scope'] as const)),
      ...(path.includes('{org}') ? (['org-not-found'] as const) : []),
      ...((operation['x-problems'] ?? []) as readonly ProblemCode[]),
      ...ALWAYS,
    ]),
  ]
}

/** Responses by status: those of the route, and a reference for the problems of each status. */
export function responsesOf(operation: Node, route: Route, shared: Map<string, Node>): Node {
  const { '4XX': refused, '5XX': failed, ...own } = asNode(operation['responses'])
  const answers = Object.entries(own).map(([status, response]) => [
    status,
    described(status, asNode(response)),
  ])
  const codes = refused === undefined && failed === undefined ? [] : problemsOf(operation, route)
  const byStatus = groupBy(codes, code => CATALOGUE[code].status)
  const problems = [...byStatus].map(([status, some]) => [String(status), problemReference(some, shared)])
  return Object.fromEntries([...answers, ...problems])
}

function described(status: string, response: Node): Node {
  const { description } = response
  const isSaid = typeof description === 'string' && description !== 'Default Response'
  return { ...response, description: isSaid ? description : (SUCCESS[status] ?? 'Done.') }
}

const nameOf = (code: string): string =>
  code.replace(/(?:^|-)([a-z])/g, (_, letter: string) => letter.toUpperCase())

function problemReference(codes: readonly ProblemCode[], shared: Map<string, Node>): Node {
  const sorted = [...codes].sort()
  const name = sorted.map(nameOf).join('Or')
  shared.set(name, {
    description: sorted.map(code => `\`${code}\`: ${CATALOGUE[code].title}.`).join(' '),
    content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
  })
  return { $ref: `#/components/responses/${name}` }
}

/** Description and security of an operation, from the scope of its guard. */
export function accessOf(operation: Node): Node {
  const scope = operation['x-scope']
  if (scope === undefined) return {}
  const said =
    scope === 'operator' ? "Needs the operator's key." : `Needs a key with the scope \`${String(scope)}\`.`
  const { description } = operation
  return {
    description: typeof description === 'string' ? `${description}\n\n${said}` : said,
    security: [{ apiKey: [scope] }, { bearer: [scope] }],
  }
}
