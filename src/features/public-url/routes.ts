import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import { type Access, guardOrg } from '../../runtime/catalog/access.ts'
import { OrgParams } from '../../runtime/http/fields.ts'
import { problemResponses } from '../../runtime/http/problem.ts'
import { type Checking, checkPublicUrl, PROOF_PATH, proofOf } from './check.ts'
import { PublicUrlCheck, TokenParams } from './schema.ts'

export interface PublicUrlServices extends Checking {
  readonly access: Access
}

export const publicUrlRoutes: FastifyPluginAsyncTypebox<PublicUrlServices> = async (
  app,
  { access, ...checking },
) => {
  app.get(
    `${PROOF_PATH}/:token`,
    {
      schema: {
        operationId: 'provePublicUrl',
        security: [],
        summary: 'Prove that this server answers at its public URL; for its own check',
        tags: ['operation'],
        params: TokenParams,
        response: {
          200: { content: { 'text/plain': { schema: Type.String({ examples: ['sealed:v1:…'] }) } } },
          ...problemResponses,
        },
      },
    },
    async ({ params: { token } }, reply) =>
      reply.type('text/plain; charset=utf-8').send(proofOf(checking.vault, token)),
  )

  await app.register(async entered => {
    guardOrg(entered, access, { scope: 'manage', change: 'operate' })
    entered.post(
      '/api/v1/orgs/:org/public-url/check',
      {
        schema: {
          operationId: 'checkPublicUrl',
          'x-changes-nothing': true,
          summary: 'Check whether the public URL reaches this server',
          tags: ['organisations'],
          params: OrgParams,
          response: { 200: PublicUrlCheck, ...problemResponses },
        },
      },
      async () => checkPublicUrl(checking),
    )
  })
}
