import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import { problemResponses } from '../../../runtime/http/problem.ts'
import { callOf } from '../act.ts'
import { SessionView, SetupBody, SetupView, TokenParams } from '../schema.ts'
import type { AccountServices } from '../services.ts'
import { beginSession, requireCookie, signIn } from '../sessions/begin.ts'
import { hasOperator } from '../user-store.ts'
import { takeLink } from './link-store.ts'
import { setUp } from './set-up.ts'

const tags = ['accounts']

/** The first person, and links that sign in. */
export const setupRoutes: FastifyPluginAsyncTypebox<AccountServices> = async (app, services) => {
  const { db, clock, catalog, sessions, oidc, publicUrl, log, createDemo } = services

  /** Without it, the set-up is still done. */
  const addDemo = async (slug: string): Promise<void> => {
    const org = await catalog.findOrg(slug)
    if (org === undefined) return
    await createDemo(org).catch(error =>
      log.error({ err: error, org: slug }, 'the demo could not be created'),
    )
  }

  app.get(
    '/setup',
    {
      schema: {
        operationId: 'getSetup',
        security: [],
        'x-problems': ['too-many-requests'],
        summary: 'Get whether this server needs its first person, and how people sign in',
        tags,
        response: { 200: SetupView, ...problemResponses },
      },
    },
    async () => ({
      needed: !(await hasOperator(db)),
      signs_in: sessions.cookie !== undefined,
      public_url: publicUrl,
      oidc: oidc === undefined ? null : { name: oidc.name },
    }),
  )

  app.post(
    '/setup',
    {
      schema: {
        operationId: 'setUp',
        security: [],
        'x-problems': [
          'cross-site',
          'link-over',
          'already-exists',
          'unprocessable',
          'conflict',
          'busy',
          'too-many-requests',
        ],
        summary: 'Create the first person, an operator, with an organisation, and sign in',
        description:
          'The server prints the link with the token when it starts, while nobody can administer it.',
        tags,
        body: SetupBody,
        response: { 201: SessionView, ...problemResponses },
      },
    },
    async (request, reply) => {
      requireCookie(sessions)
      const { body } = request
      const user = await setUp(services, body, callOf(request))
      if (body.demo) await addDemo(body.organization.slug)
      return reply.status(201).send(await beginSession(services, request, reply, user.id))
    },
  )

  app.get(
    '/sign-in-links/:token',
    {
      exposeHeadRoute: false,
      schema: {
        operationId: 'followSignInLink',
        security: [],
        'x-problems': ['link-over', 'conflict', 'too-many-requests'],
        summary: 'Sign in with a link of the command line, and go to the organisation',
        tags,
        params: TokenParams,
        response: { 303: Type.Null(), ...problemResponses },
      },
    },
    async (request, reply) => {
      requireCookie(sessions)
      const { user_id, org_id } = await takeLink(db.kysely, 'sign-in', request.params.token, clock())
      const org = org_id === null ? undefined : await catalog.findById(org_id)
      if (user_id !== null) await signIn(services, request, reply, user_id)
      log.info({ user: user_id }, 'signed in with a link')
      return reply.redirect(org === undefined ? '/' : `/o/${org.slug}`, 303)
    },
  )
}
