import type { FastifyInstance } from 'fastify'
import { groupBy } from '../../../lib/group-by.ts'
import type { Scope } from '../api-key.ts'
import { CATALOGUE, type ProblemCode } from '../problem.ts'
import { asNode, type Node } from './json-schema.ts'

/** The scope that a caller's key needs. */
export type RequiredScope = Scope | 'operator'

declare module 'fastify' {
  interface FastifySchema {
    /** Errors of this route besides those of its key, its body and its address. */
    readonly 'x-problems'?: readonly ProblemCode[]
    /** The body, if the route reads it raw. */
    readonly 'x-request-body'?: object
    /** Set by the guard of the route. */
    'x-scope'?: RequiredScope
  }
}

/** Sets the scope of every route that is added from here on. */
export function documentScope(app: FastifyInstance, scope: RequiredScope): void {
  app.addHook('onRoute', ({ schema }) => {
    if (schema !== undefined) schema['x-scope'] = scope
  })
}

const SUCCESS: Readonly<Record<string, string>> = {
  200: 'Done.',
  201: 'Created.',
  202: 'Accepted. It is done soon.',
  204: 'Done. The answer has no body.',
}

const KEY_PROBLEMS: readonly ProblemCode[] = ['missing-key', 'wrong-key']
const BODY_PROBLEMS: readonly ProblemCode[] = ['invalid-json', 'too-large', 'unsupported-media-type']
const ALWAYS: readonly ProblemCode[] = ['internal', 'unavailable']

/** Every problem that an operation may answer: its own, and those of its parts. */
export function problemsOf(operation: Node, path: string): readonly ProblemCode[] {
  const scope = operation['x-scope']
  const takesJson = operation['requestBody'] !== undefined && operation['x-request-body'] === undefined
  return [
    ...new Set([
      ...(operation['parameters'] !== undefined || takesJson ? (['invalid-request'] as const) : []),
      ...(takesJson
        ? BODY_PROBLEMS
        : operation['x-request-body'] === undefined
          ? []
          : (['too-large'] as const)),
      ...(scope === undefined ? [] : KEY_PROBLEMS),
      ...(scope === undefined || scope === 'operator' ? [] : (['wrong-scope'] as const)),
      ...(path.includes('{org}') ? (['org-not-found'] as const) : []),
      ...((operation['x-problems'] ?? []) as readonly ProblemCode[]),
      ...ALWAYS,
    ]),
  ]
}

/** Answers by status: the route's own answers, and a reference for the problems of each status. */
export function responsesOf(operation: Node, path: string, shared: Map<string, Node>): Node {
  const { '4XX': refused, '5XX': failed, ...own } = asNode(operation['responses'])
  const answers = Object.entries(own).map(([status, response]) => [
    status,
    described(status, asNode(response)),
  ])
  const codes = refused === undefined && failed === undefined ? [] : problemsOf(operation, path)
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

/** The access rule in words: the scope that the guard of the route requires. */
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
