import type { FastifyInstance } from 'fastify'
import { holderOf, presentedKey, requireKey } from '../http/api-key.ts'
import { declareAccess } from '../http/openapi/operation.ts'
import type { Permission, Scope } from '../http/permission.ts'
import { Problem } from '../http/problem.ts'
import { type Access, enterOrg } from './enter.ts'
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
  declareAccess(app, { scope, read, change })
}

/**
 * Guards what only the operator may do, with the operator's key or the session of an operator. A route may admit every
 * session: `config: { permission: 'signed-in' }`.
 */
export function guardOperator(app: FastifyInstance, access: Access): void {
  const { adminKeyHash, sessions, clock, catalog } = access
  app.addHook('onRequest', async request => {
    const token = tokenOfRequest(sessions, request)
    if (token === undefined) {
      const holder = holderOf(presentedKey(request.headers), 'manage', { adminKeyHash, clock })
      if (holder === undefined && (await catalog.ownsKey(presentedKey(request.headers))))
        throw new Problem('wrong-scope', ORGS_KEY)
      request.actor = holder ?? requireKey(request.headers, 'manage', { adminKeyHash, clock })
      return
    }
    // Another process may have made this person a member recently.
    const signedIn = await requireSession(sessions, token, true)
    enterAs(request, signedIn, null)
    if (request.routeOptions.config.permission !== 'signed-in' && !signedIn.user.isOperator)
      throw new Problem('not-permitted', 'Only an operator of this installation can do this.')
  })
  declareAccess(app, { scope: 'operator', read: 'operator', change: 'operator' })
}

const ORGS_KEY =
  'This key belongs to one organisation. This call concerns the whole installation, so it needs the key of the operator, which the first start of the server printed.'

/** Guards what concerns the person who is signed in. Keys have no access. */
export function guardSession(app: FastifyInstance, { sessions }: Pick<Access, 'sessions'>): void {
  app.addHook('onRequest', async request =>
    enterAs(request, await requireSession(sessions, tokenOfRequest(sessions, request)), null),
  )
  declareAccess(app, { read: 'signed-in', change: 'signed-in' })
}
