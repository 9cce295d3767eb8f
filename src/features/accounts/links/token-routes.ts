import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { problemResponses } from '../../../runtime/http/problem.ts'
import { callOf } from '../act.ts'
import { AcceptBody, OpenInvitation, OpenReset, ResetBody, SessionView, TokenParams } from '../schema.ts'
import type { AccountServices } from '../services.ts'
import { beginSession, requireCookie } from '../sessions/begin.ts'
import { toRole } from '../sessions/sessions.ts'
import { readUser } from '../user-store.ts'
import { acceptInvitation, accountFor } from './invitations.ts'
import { requireLink } from './link-store.ts'
import { resetPassword } from './resets.ts'

/** What the holder of a link may do. */
export const tokenRoutes: FastifyPluginAsyncTypebox<AccountServices> = async (app, services) => {
  const { db, catalog, clock, sessions, oidc } = services
  const tags = ['accounts']
  const one = { tags, params: TokenParams }
  const personOf = async (headers: Parameters<typeof sessions.tokenOf>[0]) => {
    const token = sessions.tokenOf(headers)
    return token === undefined ? undefined : sessions.find(token)
  }

  app.get(
    '/invitations/:token',
    {
      schema: {
        ...one,
        operationId: 'openInvitation',
        security: [],
        'x-problems': ['link-over', 'too-many-requests'],
        summary: 'Get an invitation, with its link',
        response: { 200: OpenInvitation, ...problemResponses },
      },
    },
    async ({ params, headers }) => {
      const link = await requireLink(db.kysely, 'invitation', params.token, clock())
      const org = await catalog.findById(link.org_id ?? 0)
      return {
        org: { slug: org?.slug ?? '', name: org?.name ?? '' },
        email: link.email ?? '',
        role: toRole(link.role ?? ''),
        invited_by: link.made_by,
        expires_at: link.expires_at.toISOString(),
        account: await accountFor(db.kysely, link, await personOf(headers)),
        oidc: oidc === undefined ? null : { name: oidc.name },
      }
    },
  )

  app.post(
    '/invitations/:token',
    {
      schema: {
        ...one,
        operationId: 'acceptInvitation',
        security: [],
        'x-problems': [
          'cross-site',
          'link-over',
          'wrong-credentials',
          'conflict',
          'unprocessable',
          'busy',
          'too-many-requests',
        ],
        summary: 'Accept an invitation, and sign in',
        body: AcceptBody,
        response: { 201: SessionView, ...problemResponses },
      },
    },
    async (request, reply) => {
      requireCookie(sessions)
      const { params, body, headers } = request
      const userId = await acceptInvitation(services, {
        token: params.token,
        name: body.name,
        password: body.password,
        signedIn: await personOf(headers),
        call: callOf(request),
      })
      return reply.status(201).send(await beginSession(services, request, reply, userId))
    },
  )

  app.get(
    '/password-resets/:token',
    {
      schema: {
        ...one,
        operationId: 'openPasswordReset',
        security: [],
        'x-problems': ['link-over', 'too-many-requests'],
        summary: 'Get whose password a link resets',
        response: { 200: OpenReset, ...problemResponses },
      },
    },
    async ({ params }) => {
      const { user_id, expires_at } = await requireLink(db.kysely, 'reset', params.token, clock())
      const { email } = await readUser(db.kysely, user_id ?? '')
      return { email, expires_at: expires_at.toISOString() }
    },
  )

  app.post(
    '/password-resets/:token',
    {
      schema: {
        ...one,
        operationId: 'resetPassword',
        security: [],
        'x-problems': ['cross-site', 'link-over', 'conflict', 'unprocessable', 'busy', 'too-many-requests'],
        summary: 'Choose a new password with a link, and sign in; other sessions end',
        body: ResetBody,
        response: { 201: SessionView, ...problemResponses },
      },
    },
    async (request, reply) => {
      requireCookie(sessions)
      const userId = await resetPassword(
        services,
        request.params.token,
        request.body.password,
        callOf(request),
      )
      return reply.status(201).send(await beginSession(services, request, reply, userId))
    },
  )
}
