import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import { MINUTE_MS, SECOND_MS } from '../../../lib/duration.ts'
import { Problem, problemResponses } from '../../../runtime/http/problem.ts'
import type { Vault } from '../../../runtime/http/secrets.ts'
import { callOf } from '../act.ts'
import type { AccountServices } from '../services.ts'
import { requireCookie, signIn } from '../sessions/begin.ts'
import { readCookie } from '../sessions/cookie.ts'
import { enterWith } from './enter.ts'
import type { Attempt, OpenIdConnect } from './provider.ts'

export interface OidcServices extends AccountServices {
  readonly vault: Vault
}

const ATTEMPT_MS = 10 * MINUTE_MS
/** A path of this server, and no other server. */
const PATH = /^\/(?![/\\])[^\s\\]*$/

/** Signing in with the identity provider. Browsers come here by a link, so every refusal leads back to a page. */
export const oidcRoutes: FastifyPluginAsyncTypebox<OidcServices> = async (app, services) => {
  const { sessions, vault, log, publicUrl, clock } = services
  const tags = ['accounts']
  const common = { tags, security: [], response: { 303: Type.Null(), ...problemResponses } }
  const cookie = () => {
    const { name, options } = requireCookie(sessions)
    return { name: `${name}-oidc`, options }
  }

  app.get(
    '/oidc/start',
    {
      exposeHeadRoute: false,
      schema: {
        ...common,
        operationId: 'startOidc',
        'x-problems': ['not-found', 'conflict', 'too-many-requests'],
        summary: 'Go to the identity provider to sign in',
        querystring: Type.Object({
          to: Type.Optional(Type.String({ maxLength: 2000, description: 'The page to open afterwards.' })),
        }),
      },
    },
    async ({ query: { to = '/' } }, reply) => {
      const oidc = required(services.oidc)
      const { name, options } = cookie()
      const begun = await oidc.begin().catch((error: unknown) => {
        log.error({ err: error, issuer: oidc.issuer }, 'the identity provider cannot be used')
        return undefined
      })
      if (begun === undefined) return reply.redirect('/sign-in?oidc=unavailable', 303)
      const kept: Kept = {
        ...begun.attempt,
        to: PATH.test(to) ? to : '/',
        untilMs: clock().getTime() + ATTEMPT_MS,
      }
      return reply
        .setCookie(name, vault.seal(JSON.stringify(kept)), { ...options, maxAge: ATTEMPT_MS / SECOND_MS })
        .redirect(begun.url, 303)
    },
  )

  app.get(
    '/oidc/callback',
    {
      exposeHeadRoute: false,
      schema: {
        ...common,
        operationId: 'finishOidc',
        'x-problems': ['not-found', 'conflict', 'too-many-requests'],
        summary: 'Come back from the identity provider, and sign in',
      },
    },
    async (request, reply) => {
      const oidc = required(services.oidc)
      const { name, options } = cookie()
      const kept = openKept(vault, readCookie(request.headers, name), clock())
      reply.clearCookie(name, options)
      const back = (reason: string) => reply.redirect(`/sign-in?oidc=${reason}`, 303)
      if (kept === undefined) return back('expired')
      const identity = await oidc.finish(new URL(request.url, publicUrl), kept).catch((error: unknown) => {
        log.warn({ err: error, issuer: oidc.issuer }, 'a sign-in with the identity provider has failed')
        return undefined
      })
      if (identity === undefined) return back('failed')
      const entered = await enterWith(services, identity, oidc.domains, callOf(request))
      if ('refusal' in entered) return back(entered.refusal)
      await signIn(services, request, reply, entered.userId)
      return reply.redirect(kept.to, 303)
    },
  )
}

interface Kept extends Attempt {
  readonly to: string
  readonly untilMs: number
}

function required(oidc: OpenIdConnect | undefined): OpenIdConnect {
  if (oidc === undefined)
    throw new Problem('not-found', 'Sign-in with OpenID Connect is not set up: set PARLEY_OIDC_ISSUER.')
  return oidc
}

/** What the browser has kept; undefined if it is missing, changed or too old. */
function openKept(vault: Vault, sealed: string | undefined, now: Date): Kept | undefined {
  if (sealed === undefined) return undefined
  try {
    const kept: Kept = JSON.parse(vault.open(sealed))
    return kept.untilMs > now.getTime() ? kept : undefined
  } catch {
    return undefined
  }
}
