import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Kysely } from 'kysely'
import { SECOND_MS } from '../../../lib/duration.ts'
import { sha256Hex } from '../../../lib/hash.ts'
import type { Tables } from '../../../runtime/db/tables.ts'
import { Problem } from '../../../runtime/http/problem.ts'
import { callOf, recordAct } from '../act.ts'
import type { SessionView } from '../schema.ts'
import type { AccountServices } from '../services.ts'
import { listBelongings } from '../user-store.ts'
import type { SessionCookie } from './cookie.ts'
import { expiryOf, latestEnd } from './lifetime.ts'
import { deleteSession, loadSession } from './session-store.ts'
import { type AccountSessions, toRole } from './sessions.ts'

type Sessionful = Pick<AccountServices, 'db' | 'sessions' | 'clock' | 'oidc' | 'acts'>

/**
 * @throws Problem conflict if browsers cannot keep a session here
 */
export function requireCookie({ cookie, origin }: AccountSessions): SessionCookie {
  if (cookie !== undefined) return cookie
  throw new Problem(
    'conflict',
    `Nobody can sign in at ${origin}: without https, others could read the session on its way. Set PUBLIC_URL to an https address, or open the server from its own machine.`,
  )
}

/** Signs a person in, which the audit log tells. */
export const signIn = (
  services: Sessionful,
  request: FastifyRequest,
  reply: FastifyReply,
  userId: string,
): Promise<SessionView> =>
  beginSession(services, request, reply, userId, transaction =>
    recordAct(services, transaction, userId, callOf(request)),
  )

/**
 * Gives the browser a new session, in place of the one that it may have.
 * @param also part of the transaction
 */
export async function beginSession(
  { db, sessions, clock, oidc }: Omit<Sessionful, 'acts'>,
  request: FastifyRequest,
  reply: FastifyReply,
  userId: string,
  also?: (transaction: Kysely<Tables>) => Promise<void>,
): Promise<SessionView> {
  const { name, options } = requireCookie(sessions)
  const previous = sessions.tokenOf(request.headers)
  if (previous !== undefined) {
    await deleteSession(db.kysely, sha256Hex(previous))
    sessions.forget()
  }
  const agent = request.headers['user-agent'] ?? ''
  const token = await sessions.open(userId, { address: request.ip, agent }, also)
  const now = clock()
  reply.setCookie(name, token, { ...options, maxAge: (latestEnd(now).getTime() - now.getTime()) / SECOND_MS })
  return showSession({ db, oidc }, token)
}

/** The session with a token, which must exist. */
export async function showSession(
  { db, oidc }: Pick<Sessionful, 'db' | 'oidc'>,
  token: string,
): Promise<SessionView> {
  const stored = await loadSession(db, sha256Hex(token))
  if (stored === undefined) throw new Problem('signed-out', 'You are signed out. Sign in.')
  const orgs = await listBelongings(db.kysely, stored.user_id)
  return {
    user: { id: stored.user_id, name: stored.name, email: stored.email, operator: stored.is_operator },
    orgs: orgs.map(({ slug, name, role }) => ({ slug, name, role: toRole(role) })),
    expires_at: expiryOf(stored).toISOString(),
    oidc: oidc === undefined ? null : { name: oidc.name },
  }
}

export function clearSessionCookie({ cookie }: AccountSessions, reply: FastifyReply): void {
  if (cookie !== undefined) reply.clearCookie(cookie.name, cookie.options)
}
