import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import { isId } from '../../../lib/id.ts'
import { requireRoleGrant } from '../../../runtime/catalog/grants.ts'
import { OrgParams } from '../../../runtime/http/fields.ts'
import { readCursor, toPage } from '../../../runtime/http/page.ts'
import { Problem, problemResponses } from '../../../runtime/http/problem.ts'
import { MemberPage, MemberParams, MemberPatch, MembersQuery, MemberView } from '../schema.ts'
import type { AccountServices } from '../services.ts'
import { beginSession } from '../sessions/begin.ts'
import { deleteSessionsOf } from '../sessions/session-store.ts'
import { toRole } from '../sessions/sessions.ts'
import {
  changeMembers,
  deleteMember,
  findMember,
  listMembers,
  type Member,
  putMember,
} from './member-store.ts'

/** The members of an organisation, and their roles. */
export const memberRoutes: FastifyPluginAsyncTypebox<AccountServices> = async (app, services) => {
  const { db, clock, sessions } = services
  const tags = ['members']
  const one = { tags, params: MemberParams, 'x-problems': ['not-found', 'conflict'] as const }

  app.get(
    '/orgs/:org/members',
    {
      schema: {
        operationId: 'listMembers',
        summary: 'List members with their roles',
        tags,
        params: OrgParams,
        querystring: MembersQuery,
        response: { 200: MemberPage, ...problemResponses },
      },
    },
    async ({ org, query: { cursor, limit } }) => {
      const rows = await listMembers(db, org.id, readCursor(cursor, isId), limit + 1)
      return toPage(rows, limit, ({ id }) => id, show)
    },
  )

  app.get(
    '/orgs/:org/members/:id',
    {
      schema: {
        ...one,
        'x-problems': ['not-found'],
        operationId: 'getMember',
        summary: 'Get a member',
        response: { 200: MemberView, ...problemResponses },
      },
    },
    async ({ org, params }) => {
      const member = await findMember(db.kysely, org.id, requireMemberId(params.id))
      if (member === undefined) throw noMember(params.id)
      return show(member)
    },
  )

  app.patch(
    '/orgs/:org/members/:id',
    {
      schema: {
        ...one,
        operationId: 'updateMember',
        summary: 'Change the role of a member, whose other sessions end',
        description: 'The last admin keeps the role. A key gives only roles whose scopes it has itself.',
        body: MemberPatch,
        response: { 200: MemberView, ...problemResponses },
      },
    },
    async (request, reply) => {
      const { org, actor, body, params } = request
      requireRoleGrant(actor, body.role)
      const id = requireMemberId(params.id)
      const changed = await changeMembers(db, org.id, async transaction => {
        if (!(await findMember(transaction, org.id, id))) throw noMember(id)
        await putMember(transaction, org.id, id, body.role, clock())
        await deleteSessionsOf(transaction, id)
        return findMember(transaction, org.id, id)
      })
      sessions.forget()
      if (changed === undefined) throw LAST_ADMIN()
      // Who changes the own role stays signed in, with a new token.
      if (actor.id === id) await beginSession(services, request, reply, id)
      return show(changed)
    },
  )

  app.delete(
    '/orgs/:org/members/:id',
    {
      schema: {
        ...one,
        operationId: 'removeMember',
        summary: 'Remove a member; the last admin stays',
        response: { 204: Type.Null(), ...problemResponses },
      },
    },
    async ({ org, params }, reply) => {
      const id = requireMemberId(params.id)
      const removed = await changeMembers(db, org.id, async transaction => {
        if (!(await findMember(transaction, org.id, id))) throw noMember(id)
        return deleteMember(transaction, org.id, id)
      })
      sessions.forget()
      if (removed === undefined) throw LAST_ADMIN()
      return reply.status(204).send(null)
    },
  )
}

const noMember = (id: string): Problem =>
  new Problem('not-found', `There is no member "${id}" in this organisation.`)

const LAST_ADMIN = (): Problem =>
  new Problem('conflict', 'This is the last admin of the organisation. Make another member admin first.')

/** @throws Problem not-found */
export function requireMemberId(id: string): string {
  if (!isId(id)) throw noMember(id)
  return id
}

export const show = ({ joined_at, seen_at, role, is_operator, ...member }: Member) => ({
  ...member,
  role: toRole(role),
  operator: is_operator,
  joined_at: joined_at.toISOString(),
  seen_at: seen_at?.toISOString() ?? null,
  has_password: Boolean(member.has_password),
  has_oidc: Boolean(member.has_oidc),
})
