import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Actor } from '../http/actor.ts'
import { holderOf, presentedKey, requireKey } from '../http/api-key.ts'
import { declareAccess } from '../http/openapi/operation.ts'
import type { Permission, Scope } from '../http/permission.ts'
import { Problem } from '../http/problem.ts'
import { type Access, enterOrg, limitCalls } from './enter.ts'
import { enterAs, requireSession, tokenOfRequest } from './sessions.ts'

export type { Access } from './enter.ts'

export interface OrgGuard {
  /** What an API key needs. */
  readonly scope: Scope
  /** What a session needs for GET: `read`, unless GET has effects here. */
  readonly read?: Permission
  /** What a session needs for the other methods. */
  readonly change: Permission
}

/**
 * Guards routes with `:org`. Their callers need a key of that organisation with the scope, or the session of a member
 * with the permission. The document says so. A route may name another permission: `config: { permission }`.
 */
export function guardOrg(
  app: FastifyInstance,
  access: Access,
  { scope, read = 'read', change }: OrgGuard,
): void {
  app.addHook('onRequest', enterOrg(access, { scope, hasEffects: read !== 'read' }))
  app.addHook('onRequest', limitCalls(access.admission, scope))
  declareAccess(app, { scope, read, change })
}

/**
 * Guards what only the operator may do, with the operator's key or the session of an operator. A route may admit every
 * session: `config: { permission: 'signed-in' }`.
 */
export function guardOperator(app: FastifyInstance, access: Access): void {
  const { sessions, admission } = access
  app.addHook('onRequest', async request => {
    const token = tokenOfRequest(sessions, request)
    if (token === undefined) {
      request.actor = await requireOperator(access, request)
      return
    }
    // Another process may have made this person a member recently.
    const signedIn = await requireSession(sessions, token, true)
    enterAs(request, signedIn, null)
    if (request.routeOptions.config.permission !== 'signed-in' && !signedIn.user.isOperator)
      throw new Problem('not-permitted', 'Only an operator of this installation can do this.')
  })
  app.addHook('onRequest', limitCalls(admission, 'manage'))
  declareAccess(app, { scope: 'operator', read: 'operator', change: 'operator' })
}

/** @throws Problem missing-key, wrong-key, wrong-scope or too-many-requests */
async function requireOperator(
  { adminKeyHash, clock, catalog, admission }: Access,
  { headers, ip }: FastifyRequest,
): Promise<Actor> {
  const key = presentedKey(headers)
  const holder = holderOf(key, 'manage', { adminKeyHash, clock })
  if (holder !== undefined) return holder
  const refusal = key === undefined ? undefined : admission.refused(ip, undefined)
  if (refusal !== undefined) throw refusal
  if (await catalog.ownsKey(key)) throw new Problem('wrong-scope', ORGS_KEY)
  return requireKey(headers, 'manage', { adminKeyHash, clock })
}

const ORGS_KEY =
  'This key belongs to one organisation. This call concerns the whole installation, so it needs the key of the operator, which the first start of the server printed.'

/** Guards what concerns the person who is signed in. Keys have no access. */
export function guardSession(
  app: FastifyInstance,
  { sessions, admission }: Pick<Access, 'sessions' | 'admission'>,
): void {
  app.addHook('onRequest', async request =>
    enterAs(request, await requireSession(sessions, tokenOfRequest(sessions, request)), null),
  )
  app.addHook('onRequest', limitCalls(admission, 'manage'))
  declareAccess(app, { read: 'signed-in', change: 'signed-in' })
}
