import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import { type Access, guardOrg } from '../../runtime/catalog/access.ts'
import { type Columns, csvResponse, sendCsv } from '../../runtime/http/csv.ts'
import { OrgParams } from '../../runtime/http/fields.ts'
import { problemResponses } from '../../runtime/http/problem.ts'
import { listRequests } from './list.ts'
import { type RequestSummary, RequestsQuery } from './schema.ts'
import { type Showing, showRequests, withName } from './show.ts'

const ofItems =
  (field: 'native_event' | 'type' | 'outcome' | 'event_id') =>
  ({ items }: RequestSummary): string =>
    items.map(item => item[field] ?? '').join('; ')

const COLUMNS: Columns<RequestSummary> = {
  id: ({ id }) => id,
  platform: ({ platform }) => platform,
  received_at: ({ received_at }) => received_at,
  processed_at: ({ processed_at }) => processed_at,
  outcome: ({ outcome }) => outcome,
  standing: ({ standing }) => standing,
  reason: ({ reason }) => reason,
  took_ms: ({ took_ms }) => took_ms,
  subject: ({ subject }) => subject,
  template_id: ({ template_id }) => template_id,
  variant_id: ({ variant_id }) => variant_id,
  size_bytes: ({ size_bytes }) => size_bytes,
  sample: ({ sample }) => sample,
  attempts: ({ attempts }) => attempts,
  events: ofItems('native_event'),
  event_types: ofItems('type'),
  event_outcomes: ofItems('outcome'),
  event_ids: ofItems('event_id'),
}

/** The list of webhook calls as CSV. */
export const requestCsvRoute: FastifyPluginAsyncTypebox<Showing & { readonly access: Access }> = async (
  app,
  { access, ...showing },
) => {
  const { db, handles } = showing
  guardOrg(app, access, { scope: 'manage', change: 'operate' })

  app.get(
    '/orgs/:org/requests.csv',
    {
      schema: {
        operationId: 'getRequestsCsv',
        summary: 'Get webhook calls as CSV, newest first, one row per call',
        tags: ['ingest'],
        params: OrgParams,
        querystring: Type.Omit(RequestsQuery, ['cursor', 'limit']),
        response: { 200: csvResponse, ...problemResponses },
      },
    },
    async ({ org, query }, reply) =>
      sendCsv(reply, `${org.slug}-requests`, COLUMNS, async page => {
        const { items, next_cursor } = await listRequests(
          db,
          org.id,
          withName(handles, org.id, { ...query, ...page }),
        )
        return { items: await showRequests(showing, org.id, items), next_cursor }
      }),
  )
}
