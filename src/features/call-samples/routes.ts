import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import { type Access, guardOrg } from '../../runtime/catalog/access.ts'
import { findTemplate } from '../../runtime/catalog/find-template.ts'
import { plainText } from '../../runtime/http/plain-text.ts'
import { problemResponses } from '../../runtime/http/problem.ts'
import { recentSamples, type SampleSources } from './samples.ts'
import { SampledFields } from './schema.ts'
import { summarise } from './summary.ts'

export const sampleRoutes: FastifyPluginAsyncTypebox<SampleSources & { readonly access: Access }> = async (
  app,
  { access, ...sources },
) => {
  guardOrg(app, access, { scope: 'manage', change: 'edit' })
  app.get(
    '/orgs/:org/templates/:id/fields',
    {
      schema: {
        operationId: 'listFields',
        'x-problems': ['template-not-found'],
        summary: 'List the fields and attributes that recent calls sent, with sample people',
        description:
          'Parley keeps the last 200 calls of a template, or a part of them when there are many in a few seconds. Values that could name a person are replaced before they are stored.',
        tags: ['variants'],
        params: Type.Object({
          org: plainText('Slug of the organisation.'),
          id: plainText('Id of the template.', 'welcome-email'),
        }),
        response: { 200: SampledFields, ...problemResponses },
      },
    },
    async ({ org, params: { id } }) => {
      const { template } = await findTemplate(access, org, id)
      return summarise(await recentSamples(sources, org.id, template.id))
    },
  )
}
