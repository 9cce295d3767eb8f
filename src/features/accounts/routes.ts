import cookie from '@fastify/cookie'
import rateLimit from '@fastify/rate-limit'
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { MINUTE_MS } from '../../lib/duration.ts'
import { type Access, guardOrg, guardSession } from '../../runtime/catalog/access.ts'
import { requireOwnPage } from '../../runtime/http/cross-site.ts'
import { Problem } from '../../runtime/http/problem.ts'
import type { Vault } from '../../runtime/http/secrets.ts'
import { invitationRoutes } from './links/invitation-routes.ts'
import { setupRoutes } from './links/setup-routes.ts'
import { tokenRoutes } from './links/token-routes.ts'
import { meRoutes } from './members/me-routes.ts'
import { memberRoutes } from './members/member-routes.ts'
import { signInRoutes } from './members/sign-in-routes.ts'
import { oidcRoutes } from './oidc/routes.ts'
import type { AccountServices } from './services.ts'
import { sessionRoutes } from './sessions/session-routes.ts'

/** From one network, to the routes that need no session. Tries of passwords have a limit of their own. */
const CALLS_PER_MINUTE = 300

/** People who sign in: accounts, sessions, members. */
export const accountRoutes: FastifyPluginAsyncTypebox<{
  access: Access
  accounts: AccountServices
  vault: Vault
}> = async (app, { access, accounts, vault }) => {
  await app.register(cookie)

  await app.register(async anybody => {
    anybody.addHook('onRequest', async ({ method, headers }) => {
      if (method !== 'GET' && method !== 'HEAD') requireOwnPage(headers, accounts.sessions.origin)
    })
    await anybody.register(rateLimit, {
      max: CALLS_PER_MINUTE,
      timeWindow: MINUTE_MS,
      errorResponseBuilder: (_request, { after }) =>
        new Problem('too-many-requests', `Too many calls from your network. Try again in ${after}.`),
    })
    await anybody.register(setupRoutes, accounts)
    await anybody.register(sessionRoutes, accounts)
    await anybody.register(tokenRoutes, accounts)
    await anybody.register(oidcRoutes, { ...accounts, vault })
  })

  await app.register(async personal => {
    guardSession(personal, access)
    await personal.register(meRoutes, accounts)
  })

  await app.register(async entered => {
    guardOrg(entered, access, { scope: 'manage', change: 'administer' })
    await entered.register(memberRoutes, accounts)
    await entered.register(invitationRoutes, accounts)
    await entered.register(signInRoutes, accounts)
  })
}
