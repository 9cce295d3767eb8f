import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import { isId } from '../../../lib/id.ts'
import { Problem, problemResponses } from '../../../runtime/http/problem.ts'
import { callOf, recordAct } from '../act.ts'
import { MePatch, MeView, OwnSessions, PasswordBody, SessionParams, SessionView } from '../schema.ts'
import type { AccountServices } from '../services.ts'
import { beginSession } from '../sessions/begin.ts'
import { expiryOf, oldestValid } from '../sessions/lifetime.ts'
import { deleteOwnSession, deleteSessionsOf, listSessions } from '../sessions/session-store.ts'
import { readUser, type User, updateUser } from '../user-store.ts'
import { changePassword } from './change-password.ts'

/** The person who is signed in. */
export const meRoutes: FastifyPluginAsyncTypebox<AccountServices> = async (app, services) => {
  const { db, clock, sessions } = services
  const tags = ['accounts']

  app.get(
    '/me',
    {
      schema: {
        operationId: 'getMe',
        summary: 'Get who is signed in',
        tags,
        response: { 200: MeView, ...problemResponses },
      },
    },
    async ({ actor }) => show(await readUser(db.kysely, actor.id)),
  )

  app.patch(
    '/me',
    {
      schema: {
        operationId: 'updateMe',
        summary: 'Change your name',
        tags,
        body: MePatch,
        response: { 200: MeView, ...problemResponses },
      },
    },
    async request => {
      const { actor, body } = request
      const name = body.name.trim()
      const user = await db.kysely.transaction().execute(async transaction => {
        const updated = await updateUser(transaction, actor.id, { name })
        await recordAct(services, transaction, actor.id, callOf(request), { after: { name } })
        return updated
      })
      sessions.forget()
      return show(user)
    },
  )

  app.post(
    '/me/password',
    {
      schema: {
        operationId: 'changePassword',
        'x-problems': ['wrong-credentials', 'unprocessable', 'too-many-requests', 'busy'],
        summary: 'Change your password; your other sessions end',
        tags,
        body: PasswordBody,
        response: { 200: SessionView, ...problemResponses },
      },
    },
    async (request, reply) => {
      const { actor, body } = request
      await changePassword(services, actor.id, callOf(request), body)
      return beginSession(services, request, reply, actor.id)
    },
  )

  app.get(
    '/me/sessions',
    {
      schema: {
        operationId: 'listOwnSessions',
        summary: 'List your sessions',
        tags,
        response: { 200: OwnSessions, ...problemResponses },
      },
    },
    async ({ actor, signedIn }) => {
      const { seen, created } = oldestValid(clock())
      const rows = await listSessions(db, actor.id, seen, created)
      return {
        items: rows.map(({ id, created_at, seen_at, address, agent }) => ({
          id,
          created_at: created_at.toISOString(),
          seen_at: seen_at.toISOString(),
          expires_at: expiryOf({ created_at, seen_at }).toISOString(),
          address,
          agent,
          current: id === signedIn?.sessionId,
        })),
        next_cursor: null,
      }
    },
  )

  app.delete(
    '/me/sessions',
    {
      schema: {
        operationId: 'endOtherSessions',
        summary: 'End all your sessions but this one',
        tags,
        response: { 204: Type.Null(), ...problemResponses },
      },
    },
    async (request, reply) => {
      const { actor, signedIn } = request
      await db.kysely.transaction().execute(async transaction => {
        await deleteSessionsOf(transaction, actor.id, signedIn?.sessionId)
        await recordAct(services, transaction, actor.id, callOf(request))
      })
      sessions.forget()
      return reply.status(204).send(null)
    },
  )

  app.delete(
    '/me/sessions/:id',
    {
      schema: {
        operationId: 'endSession',
        'x-problems': ['not-found'],
        summary: 'End one of your sessions',
        tags,
        params: SessionParams,
        response: { 204: Type.Null(), ...problemResponses },
      },
    },
    async (request, reply) => {
      const { actor, params } = request
      const { id } = params
      const isEnded = await db.kysely.transaction().execute(async transaction => {
        if (!isId(id) || !(await deleteOwnSession(transaction, actor.id, id))) return false
        await recordAct(services, transaction, actor.id, callOf(request))
        return true
      })
      if (!isEnded) throw new Problem('not-found', `You have no session "${id}".`)
      sessions.forget()
      return reply.status(204).send(null)
    },
  )
}

const show = ({ id, name, email, is_operator, password_hash, oidc_subject }: User) => ({
  id,
  name,
  email,
  operator: is_operator,
  has_password: password_hash !== null,
  has_oidc: oidc_subject !== null,
})
