import type { FastifyInstance } from 'fastify'
import { groupBy } from '../../../lib/group-by.ts'
import { leastRole, PERMISSIONS, type RequiredPermission, type Scope } from '../permission.ts'
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
    /** The guard of the route sets these two. */
    'x-scope'?: RequiredScope
    'x-permission'?: RequiredPermission
  }
}

/** Who may call the routes of a plugin. */
export interface DeclaredAccess {
  /** Without it, keys have no access. */
  readonly scope?: RequiredScope
  /** For GET. */
  readonly read: RequiredPermission
  readonly change: RequiredPermission
}

/** Gives every route that is added afterwards its permission, and documents who may call it. */
export function declareAccess(app: FastifyInstance, { scope, read, change }: DeclaredAccess): void {
  app.addHook('onRoute', route => {
    const isRead = route.method === 'GET' || route.method === 'HEAD'
    const permission = route.config?.permission ?? (isRead ? read : change)
    route.config = { ...route.config, permission }
    if (route.schema === undefined) return
    if (scope !== undefined) route.schema['x-scope'] = scope
    route.schema['x-permission'] = permission
  })
}

const SUCCESS: Readonly<Record<string, string>> = {
  200: 'Done.',
  201: 'Created.',
  202: 'Accepted. Parley continues in the background.',
  204: 'Done. The answer has no body.',
}

const KEY_PROBLEMS: readonly ProblemCode[] = ['missing-key', 'wrong-key', 'expired-key']
const SESSION_PROBLEMS: readonly ProblemCode[] = ['signed-out', 'key-and-session']
/** Every member has these. */
const ANYBODY: readonly RequiredPermission[] = ['signed-in', 'read']
const BODY_PROBLEMS: readonly ProblemCode[] = ['invalid-json', 'too-large', 'unsupported-media-type']
const ALWAYS: readonly ProblemCode[] = ['internal', 'unavailable']

/** All problems of an operation: its own, and those of its key, body and address. */
export function problemsOf(operation: Node, { path, method }: Route): readonly ProblemCode[] {
  const takesRaw = operation['x-request-body'] !== undefined
  const takesJson = operation['requestBody'] !== undefined && !takesRaw
  // The server reads a body also where the operation needs none.
  const readsJson = method !== 'get' && !takesRaw
  return [
    ...new Set([
      ...(operation['parameters'] !== undefined || takesJson ? (['invalid-request'] as const) : []),
      ...(readsJson ? BODY_PROBLEMS : []),
      ...(takesRaw ? (['too-large'] as const) : []),
      ...keyProblems(operation['x-scope']),
      ...sessionProblems(operation, method),
      ...(path.includes('{org}') ? (['org-not-found'] as const) : []),
      ...((operation['x-problems'] ?? []) as readonly ProblemCode[]),
      ...ALWAYS,
    ]),
  ]
}

const keyProblems = (scope: unknown): readonly ProblemCode[] =>
  scope === undefined ? [] : [...KEY_PROBLEMS, 'wrong-scope', 'too-many-requests']

function sessionProblems(operation: Node, method: string): readonly ProblemCode[] {
  const permission = permissionOf(operation)
  if (permission === 'public') return []
  // Only the GET routes of this scope have effects.
  const isSafe = method === 'get' && operation['x-scope'] !== 'serve'
  return [
    ...SESSION_PROBLEMS,
    'too-many-requests',
    ...(isSafe ? [] : (['cross-site'] as const)),
    ...(ANYBODY.includes(permission) ? [] : (['not-permitted'] as const)),
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

const LIMIT_HEADERS = {
  'Retry-After': { description: 'Seconds until the next try.', schema: { type: 'integer' } },
  RateLimit: {
    description: 'What is left of each limit, and the seconds until it is there again.',
    schema: { type: 'string' },
    example: '"key";r=0;t=20, "organisation";r=5321;t=7',
  },
  'RateLimit-Policy': {
    description: 'The limits: calls, and the seconds in which they may be made.',
    schema: { type: 'string' },
    example: '"key";q=1200;w=60, "organisation";q=6000;w=60',
  },
}

function problemReference(codes: readonly ProblemCode[], shared: Map<string, Node>): Node {
  const sorted = [...codes].sort()
  const name = sorted.map(nameOf).join('Or')
  shared.set(name, {
    description: sorted.map(code => `\`${code}\`: ${CATALOGUE[code].title}.`).join(' '),
    ...(codes.includes('too-many-requests') ? { headers: LIMIT_HEADERS } : {}),
    content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
  })
  return { $ref: `#/components/responses/${name}` }
}

const permissionOf = (operation: Node): RequiredPermission =>
  (operation['x-permission'] as RequiredPermission | undefined) ?? 'public'

/** Description, security and permission of an operation, from its guard. */
export function accessOf(operation: Node): Node {
  const permission = permissionOf(operation)
  const named = { 'x-permission': permission }
  if (permission === 'public') return named
  const scope = operation['x-scope']
  const key =
    scope === undefined
      ? []
      : [scope === 'operator' ? "the operator's key" : `a key with the scope \`${String(scope)}\``]
  const said = `Needs ${[...key, sessionOf(permission)].join(', or ')}.`
  const { description } = operation
  return {
    ...named,
    description: typeof description === 'string' ? `${description}\n\n${said}` : said,
    security: [...(scope === undefined ? [] : [{ apiKey: [scope] }, { bearer: [scope] }]), { session: [] }],
  }
}

function sessionOf(permission: RequiredPermission): string {
  const asked = PERMISSIONS.find(each => each === permission)
  if (asked !== undefined) return `the session of a member who may ${asked} (${leastRole(asked)} and above)`
  return permission === 'operator' ? 'the session of an operator' : 'a session'
}
