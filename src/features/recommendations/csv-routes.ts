import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import { type Access, guardOrg } from '../../runtime/catalog/access.ts'
import type { Database } from '../../runtime/db/session.ts'
import { type Columns, csvResponse, sendCsv } from '../../runtime/http/csv.ts'
import { OrgParams } from '../../runtime/http/fields.ts'
import { problemResponses } from '../../runtime/http/problem.ts'
import { OrgQuery, type RecommendationView } from './schema.ts'
import { listRecommendations } from './store.ts'

const COLUMNS: Columns<RecommendationView> = {
  id: ({ id }) => id,
  template_id: ({ template_id }) => template_id,
  kind: ({ kind }) => kind,
  subject: ({ subject }) => subject,
  reason: ({ reason }) => reason,
  evidence: ({ evidence }) =>
    Object.entries(evidence)
      .map(([name, figure]) => `${name} ${figure}`)
      .join('; '),
  status: ({ status }) => status,
  created_at: ({ created_at }) => created_at,
  updated_at: ({ updated_at }) => updated_at,
  decided_at: ({ decided_at }) => decided_at,
  decided_by: ({ decided_by }) => decided_by,
  note: ({ note }) => note,
}

/** The list of recommendations as CSV. */
export const recommendationCsvRoute: FastifyPluginAsyncTypebox<{
  readonly access: Access
  readonly db: Database
}> = async (app, { access, db }) => {
  guardOrg(app, access, { scope: 'manage', change: 'edit' })

  app.get(
    '/orgs/:org/recommendations.csv',
    {
      schema: {
        operationId: 'getRecommendationsCsv',
        summary: 'Get recommendations as CSV, newest first',
        tags: ['recommendations'],
        params: OrgParams,
        querystring: Type.Omit(OrgQuery, ['cursor', 'limit']),
        response: { 200: csvResponse, ...problemResponses },
      },
    },
    async ({ org, query }, reply) =>
      sendCsv(reply, `${org.slug}-recommendations`, COLUMNS, page =>
        listRecommendations(db.kysely, org.id, { ...query, ...page }),
      ),
  )
}
