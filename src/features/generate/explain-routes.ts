import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import { type Access, guardOrg } from '../../runtime/catalog/access.ts'
import type { Database } from '../../runtime/db/session.ts'
import { plainText } from '../../runtime/http/plain-text.ts'
import { Problem, problemResponses } from '../../runtime/http/problem.ts'
import { explainDecision } from './explain.ts'
import { Explained } from './schema.ts'

export const explainRoutes: FastifyPluginAsyncTypebox<{
  readonly access: Access
  readonly db: Database
}> = async (app, { access, db }) => {
  guardOrg(app, access, { scope: 'manage', change: 'edit' })
  app.get(
    '/orgs/:org/decisions/:id',
    {
      schema: {
        operationId: 'explainDecision',
        'x-problems': ['not-found'],
        summary: 'Explain a past decision',
        description:
          'Parley reads the stored table once more. It gives the same choice while the table is stored.',
        tags: ['people'],
        params: Type.Object({
          org: plainText('Slug of the organisation.'),
          id: plainText('The `decision_id` in the answer of the Generate API.'),
        }),
        response: { 200: Explained, ...problemResponses },
      },
    },
    async ({ org, params: { id } }) => {
      const explained = await explainDecision(db, org.id, id)
      if (!explained) throw new Problem('not-found', `There is no decision "${id}", or it was deleted.`)
      return explained
    },
  )
}
