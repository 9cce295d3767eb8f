import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { type Access, guardOrg } from '../../runtime/catalog/access.ts'
import { asCsvFile, csvResponse } from '../../runtime/http/csv.ts'
import { OrgParams } from '../../runtime/http/fields.ts'
import { problemResponses } from '../../runtime/http/problem.ts'
import { overviewCsvOf } from './csv.ts'
import { loadOverview, type OverviewSources } from './overview.ts'
import { Overview, OverviewQuery } from './schema.ts'

export interface OverviewServices extends OverviewSources {
  readonly access: Access
}

export const overviewRoutes: FastifyPluginAsyncTypebox<OverviewServices> = async (
  app,
  { access, ...sources },
) => {
  guardOrg(app, access, { scope: 'manage', change: 'edit' })

  app.get(
    '/orgs/:org/overview',
    {
      schema: {
        operationId: 'getOverview',
        summary: 'Get all templates with their lift, what needs a person, and the last 24 hours',
        description:
          'From snapshots, which a background job writes after each change of counts. `as_of` is the time until which they are complete.',
        tags: ['results'],
        params: OrgParams,
        querystring: OverviewQuery,
        response: { 200: Overview, ...problemResponses },
      },
    },
    async ({ org, query }) => loadOverview(sources, org, query),
  )

  app.get(
    '/orgs/:org/overview.csv',
    {
      schema: {
        operationId: 'getOverviewCsv',
        summary: 'Get all templates with their lift as CSV',
        tags: ['results'],
        params: OrgParams,
        querystring: OverviewQuery,
        response: { 200: csvResponse, ...problemResponses },
      },
    },
    async ({ org, query }, reply) =>
      asCsvFile(reply, `${org.slug}-templates`).send(overviewCsvOf(await loadOverview(sources, org, query))),
  )
}
