import cookie from '@fastify/cookie'
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { type Access, guardOrg, guardSession } from '../../runtime/catalog/access.ts'
import { requireOwnPage } from '../../runtime/http/cross-site.ts'
import { limitNetwork } from '../../runtime/http/limits/network.ts'
import { createRateLimiter } from '../../runtime/http/limits/rate-limiter.ts'
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
const NETWORKS_KEPT = 20_000

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
    anybody.addHook(
      'onRequest',
      limitNetwork(createRateLimiter(accounts.clock, NETWORKS_KEPT), CALLS_PER_MINUTE),
    )
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
