import type { IncomingHttpHeaders } from 'node:http'
import type { FastifyRequest } from 'fastify'
import type { Signal } from '../../lib/signal.ts'
import { presentedKey } from '../http/api-key.ts'
import { requireOwnPage } from '../http/cross-site.ts'
import {
  leastRole,
  PERMISSIONS,
  type Permission,
  permits,
  type Role,
  SCOPES_OF_ROLE,
} from '../http/permission.ts'
import { Problem } from '../http/problem.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** The session of the request. The guard sets it, unless the request has a key. */
    signedIn?: SignedIn
  }
}

/** A person with a session. */
export interface SignedIn {
  readonly token: string
  /** Names the session and gives no access. */
  readonly sessionId: string
  readonly user: {
    readonly id: string
    readonly name: string
    readonly email: string
    /** Operators may create organisations. */
    readonly isOperator: boolean
  }
  /** By id of the organisation. */
  readonly roles: ReadonlyMap<number, Role>
}

/** The sessions, for the guards of routes. */
export interface Sessions {
  /** The token in the session cookie. */
  tokenOf(headers: IncomingHttpHeaders): string | undefined
  /**
   * The person, or undefined if the session does not exist or is over.
   * @param isFresh asks the store; otherwise the answer may be some seconds old
   */
  find(token: string, isFresh?: boolean): Promise<SignedIn | undefined>
  /** Fired when this process ends a session or changes a role. */
  readonly changed: Pick<Signal, 'listen'>
  /** The origin of PUBLIC_URL. */
  readonly origin: string
}

const SAFE_METHODS = new Set(['GET', 'HEAD'])

/**
 * The token of the session that a request uses, or undefined if it has no session cookie.
 * @param hasEffects whether even GET changes something
 * @throws Problem key-and-session or cross-site
 */
export function tokenOfRequest(
  sessions: Sessions,
  { headers, method }: Pick<FastifyRequest, 'headers' | 'method'>,
  hasEffects = false,
): string | undefined {
  const token = sessions.tokenOf(headers)
  if (token === undefined) return undefined
  if (presentedKey(headers) !== undefined)
    throw new Problem('key-and-session', 'Send an API key or the session cookie, not both.')
  if (hasEffects || !SAFE_METHODS.has(method)) requireOwnPage(headers, sessions.origin)
  return token
}

/**
 * @param isFresh asks the store
 * @throws Problem signed-out
 */
export async function requireSession(
  sessions: Sessions,
  token: string | undefined,
  isFresh = false,
): Promise<SignedIn> {
  const found = token === undefined ? undefined : await sessions.find(token, isFresh)
  if (found === undefined)
    throw new Problem('signed-out', 'You are signed out, or your session has ended. Sign in.')
  return found
}

/**
 * Enters a person with their role in the organisation of a request. Also who is refused is entered: the audit log names
 * them.
 * @throws Problem org-not-found for those who are no members, and not-permitted
 */
export async function enterMember(
  sessions: Sessions,
  signedIn: SignedIn,
  request: FastifyRequest,
): Promise<void> {
  const permission = permissionOf(request)
  const allowed = async (person: SignedIn | undefined): Promise<Role | null> =>
    person?.roles.get(request.org.id) ?? null
  const known = await allowed(signedIn)
  // Another process may have given the role recently.
  const role = permits(known, permission) ? known : await allowed(await sessions.find(signedIn.token, true))
  if (role === null)
    throw new Problem('org-not-found', `You are not a member of an organisation "${request.org.slug}".`)
  enterAs(request, signedIn, role)
  requirePermission(role, permission)
}

/**
 * For routes whose body decides what they need.
 * @throws Problem not-permitted
 */
export function requirePermission(role: Role | null, permission: Permission): void {
  if (!permits(role, permission))
    throw new Problem(
      'not-permitted',
      `This needs the role ${leastRole(permission)}${permission === 'administer' ? '' : ' or a higher one'}; yours is ${role ?? 'none'}. Ask an admin of the organisation.`,
    )
}

/** The permission that the route of a request needs in its organisation. */
const permissionOf = ({ routeOptions }: FastifyRequest): Permission =>
  PERMISSIONS.find(permission => permission === routeOptions.config.permission) ?? 'administer'

export function enterAs(request: FastifyRequest, signedIn: SignedIn, role: Role | null): void {
  const { id, name } = signedIn.user
  request.signedIn = signedIn
  request.actor = { kind: 'user', id, name, role, scopes: role === null ? [] : SCOPES_OF_ROLE[role] }
}

const LOOK_MS = 1_000

/**
 * Calls `end` once when the person of a request may no longer make it: the session is over, or the role is gone. For
 * answers that stay open. Requests with a key are not watched.
 * @returns a function that stops watching
 */
export function watchSession(sessions: Sessions, request: FastifyRequest, end: () => void): () => void {
  const { signedIn, org } = request
  if (signedIn === undefined) return () => {}
  const permission = permissionOf(request)
  const look = async (): Promise<void> => {
    const person = await sessions.find(signedIn.token)
    if (permits(person?.roles.get(org.id) ?? null, permission)) return
    stop()
    end()
  }
  // While the store is down, nobody can end a session.
  const lookSafely = () => void look().catch(() => {})
  const timer = setInterval(lookSafely, LOOK_MS).unref()
  const unlisten = sessions.changed.listen(lookSafely)
  const stop = (): void => {
    clearInterval(timer)
    unlisten()
  }
  return stop
}
