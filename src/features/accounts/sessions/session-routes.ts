import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import { sha256Hex } from '../../../lib/hash.ts'
import { Problem, problemResponses } from '../../../runtime/http/problem.ts'
import { callOf, recordAct } from '../act.ts'
import { normalEmail, SessionView, SignInBody } from '../schema.ts'
import type { AccountServices } from '../services.ts'
import { requirePerson } from '../sign-in/credentials.ts'
import { clearSessionCookie, requireCookie, showSession, signIn } from './begin.ts'
import { deleteSession } from './session-store.ts'

const tags = ['accounts']

/** The session of a browser: begin, see, end. */
export const sessionRoutes: FastifyPluginAsyncTypebox<AccountServices> = async (app, services) => {
  const { db, sessions } = services

  app.post(
    '/session',
    {
      schema: {
        operationId: 'signIn',
        security: [],
        'x-problems': ['cross-site', 'wrong-credentials', 'too-many-requests', 'conflict', 'busy'],
        summary: 'Sign in: begin a session, in a cookie',
        description:
          'Needs the header `X-Parley-Console: 1`, from a page of this server. Ten tries a quarter of an hour for each network and each account; then each try is followed by a longer wait.',
        tags,
        body: SignInBody,
        response: { 201: SessionView, ...problemResponses },
      },
    },
    async (request, reply) => {
      requireCookie(sessions)
      const { email, password } = request.body
      const user = await requirePerson(services, callOf(request), normalEmail(email), password)
      return reply.status(201).send(await signIn(services, request, reply, user.id))
    },
  )

  app.get(
    '/session',
    {
      // Every page asks for it.
      config: { rateLimit: false },
      schema: {
        operationId: 'getSession',
        security: [{ session: [] }],
        'x-problems': ['signed-out'],
        summary: 'Get the session of this browser',
        tags,
        response: { 200: SessionView, ...problemResponses },
      },
    },
    async ({ headers }) => {
      const token = sessions.tokenOf(headers)
      if (token === undefined || (await sessions.find(token)) === undefined)
        throw new Problem('signed-out', 'You are signed out, or your session has ended. Sign in.')
      return showSession(services, token)
    },
  )

  app.delete(
    '/session',
    {
      schema: {
        operationId: 'signOut',
        security: [],
        'x-problems': ['cross-site', 'too-many-requests'],
        summary: 'Sign out: end the session of this browser',
        tags,
        response: { 204: Type.Null(), ...problemResponses },
      },
    },
    async (request, reply) => {
      const token = sessions.tokenOf(request.headers)
      if (token !== undefined) {
        await db.kysely.transaction().execute(async transaction => {
          const userId = await deleteSession(transaction, sha256Hex(token))
          if (userId !== undefined) await recordAct(services, transaction, userId, callOf(request))
        })
        sessions.forget()
      }
      clearSessionCookie(sessions, reply)
      return reply.status(204).send(null)
    },
  )
}
