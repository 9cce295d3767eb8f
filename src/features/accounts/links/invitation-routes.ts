import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import { isId } from '../../../lib/id.ts'
import { requireRoleGrant } from '../../../runtime/catalog/grants.ts'
import { OrgParams } from '../../../runtime/http/fields.ts'
import { Problem, problemResponses } from '../../../runtime/http/problem.ts'
import { InvitationBody, InvitationPage, InvitationParams, NewInvitation, normalEmail } from '../schema.ts'
import type { AccountServices } from '../services.ts'
import { toRole } from '../sessions/sessions.ts'
import { invite } from './invitations.ts'
import { type AccountLink, deleteInvitation, listInvitations } from './link-store.ts'

/** Inviting people to an organisation. */
export const invitationRoutes: FastifyPluginAsyncTypebox<AccountServices> = async (app, services) => {
  const { db, clock } = services
  const tags = ['members']

  app.post(
    '/orgs/:org/invitations',
    {
      schema: {
        operationId: 'createInvitation',
        'x-problems': ['already-exists'],
        summary: 'Invite somebody; the answer shows the link only once',
        description:
          'Mailed too, if the organisation has an SMTP transport. The link is good for seven days, once. A key invites only to roles whose scopes it has itself.',
        tags,
        params: OrgParams,
        body: InvitationBody,
        response: { 201: NewInvitation, ...problemResponses },
      },
    },
    async ({ org, actor, body }, reply) => {
      requireRoleGrant(actor, body.role)
      const email = normalEmail(body.email)
      const { link, url, mailed } = await invite(services, org, {
        email,
        role: body.role,
        madeBy: actor.name,
      })
      return reply.status(201).send({ ...show(link), url, mailed })
    },
  )

  app.get(
    '/orgs/:org/invitations',
    {
      config: { permission: 'administer' },
      schema: {
        operationId: 'listInvitations',
        summary: 'List open invitations, newest first',
        tags,
        params: OrgParams,
        response: { 200: InvitationPage, ...problemResponses },
      },
    },
    async ({ org }) => ({
      items: (await listInvitations(db, org.id, clock())).map(show),
      next_cursor: null,
    }),
  )

  app.delete(
    '/orgs/:org/invitations/:id',
    {
      schema: {
        operationId: 'deleteInvitation',
        'x-problems': ['not-found'],
        summary: 'Withdraw an invitation',
        tags,
        params: InvitationParams,
        response: { 204: Type.Null(), ...problemResponses },
      },
    },
    async ({ org, params: { id } }, reply) => {
      if (!isId(id) || !(await deleteInvitation(db, org.id, id)))
        throw new Problem('not-found', `There is no open invitation "${id}" in this organisation.`)
      return reply.status(204).send(null)
    },
  )
}

const show = ({ id, email, role, made_by, created_at, expires_at }: AccountLink) => ({
  id,
  email: email ?? '',
  role: toRole(role ?? ''),
  invited_by: made_by,
  created_at: created_at.toISOString(),
  expires_at: expires_at.toISOString(),
})
