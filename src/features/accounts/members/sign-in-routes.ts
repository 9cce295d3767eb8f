import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { requireRoleGrant } from '../../../runtime/catalog/grants.ts'
import { OrgParams } from '../../../runtime/http/fields.ts'
import { Problem, problemResponses } from '../../../runtime/http/problem.ts'
import { createReset } from '../links/resets.ts'
import { NewReset, ResetRequest, SignInState } from '../schema.ts'
import type { AccountServices } from '../services.ts'
import { toRole } from '../sessions/sessions.ts'
import { requireMemberId } from './member-routes.ts'
import { countPasswordAdmins, findMember, orgsBeyond } from './member-store.ts'

/** How members sign in. */
export const signInRoutes: FastifyPluginAsyncTypebox<AccountServices> = async (app, services) => {
  const { db, oidc, mail } = services
  const tags = ['members']

  app.get(
    '/orgs/:org/sign-in',
    {
      schema: {
        operationId: 'getSignInState',
        summary: 'Get how members sign in',
        tags,
        params: OrgParams,
        response: { 200: SignInState, ...problemResponses },
      },
    },
    async ({ org }) => ({
      oidc:
        oidc === undefined
          ? null
          : {
              name: oidc.name,
              issuer: oidc.issuer,
              domains: [...oidc.domains],
              role_claim: oidc.roleClaim ?? null,
              callback_url: oidc.callbackUrl,
            },
      password_admins: await countPasswordAdmins(db, org.id),
    }),
  )

  app.post(
    '/orgs/:org/password-resets',
    {
      schema: {
        operationId: 'createPasswordReset',
        'x-problems': ['not-found', 'conflict'],
        summary: 'Make a link with which a member chooses a new password; the answer shows it only once',
        description:
          'Refused for operators, and for members of other organisations that you do not administer: such a link would open those too. A key makes links only for members with roles whose scopes it has itself.',
        tags,
        params: OrgParams,
        body: ResetRequest,
        response: { 201: NewReset, ...problemResponses },
      },
    },
    async ({ org, actor, signedIn, body }, reply) => {
      const id = requireMemberId(body.user_id)
      const member = await findMember(db.kysely, org.id, id)
      if (member === undefined)
        throw new Problem('not-found', `There is no member "${id}" in this organisation.`)
      requireRoleGrant(actor, toRole(member.role))
      const isOperator = actor.kind === 'operator' || signedIn?.user.isOperator === true
      const beyond = isOperator
        ? []
        : (await orgsBeyond(db, id, signedIn?.user.id)).filter(({ slug }) => slug !== org.slug)
      if (!isOperator && (member.is_operator || beyond.length > 0))
        throw new Problem(
          'conflict',
          `${member.name} also has rights that you do not administer. The operator makes the link: parley user reset ${member.email}`,
        )
      const { url, expiresAt } = await createReset(services, id, actor.name)
      const mailed = await mail(org, member.email, {
        subject: 'Choose a new password for Parley',
        text: `${actor.name} made a link with which you choose a new password for Parley, within an hour:\n${url}\n\nUntil you do, your password stays the same.`,
      })
      return reply.status(201).send({ url, expires_at: expiresAt.toISOString(), mailed })
    },
  )
}
