import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import { type Access, guardOrg } from '../../runtime/catalog/access.ts'
import type { Database } from '../../runtime/db/session.ts'
import { type Columns, csvResponse, sendCsv } from '../../runtime/http/csv.ts'
import { problemResponses } from '../../runtime/http/problem.ts'
import { DeliveriesQuery, type DeliveryView, OrgParams } from './schema.ts'
import { listDeliveries } from './store.ts'

const COLUMNS: Columns<DeliveryView> = {
  id: ({ id }) => id,
  request_id: ({ request_id }) => request_id,
  state: ({ state }) => state,
  reason: ({ reason }) => reason,
  status: ({ status }) => status,
  template_id: ({ template_id }) => template_id,
  copy_id: ({ copy_id }) => copy_id,
  decision_id: ({ decision_id }) => decision_id,
  transport: ({ transport }) => transport,
  channel: ({ channel }) => channel,
  user_id: ({ user_id }) => user_id,
  email: ({ email }) => email,
  phone: ({ phone }) => phone,
  attempts: ({ attempts }) => attempts,
  created_at: ({ created_at }) => created_at,
  due_at: ({ due_at }) => due_at,
  finished_at: ({ finished_at }) => finished_at,
  message_id: ({ message_id }) => message_id,
}

/** The list of deliveries as CSV. */
export const deliveryCsvRoute: FastifyPluginAsyncTypebox<{
  readonly access: Access
  readonly db: Database
}> = async (app, { access, db }) => {
  guardOrg(app, access, { scope: 'manage', change: 'operate' })

  app.get(
    '/orgs/:org/deliveries.csv',
    {
      schema: {
        operationId: 'getDeliveriesCsv',
        summary: 'Get deliveries as CSV, newest first, one row per message',
        tags: ['deliveries'],
        params: OrgParams,
        querystring: Type.Omit(DeliveriesQuery, ['cursor', 'limit']),
        response: { 200: csvResponse, ...problemResponses },
      },
    },
    async ({ org, query }, reply) =>
      sendCsv(reply, `${org.slug}-deliveries`, COLUMNS, page =>
        listDeliveries(db, org.id, { ...query, ...page }),
      ),
  )
}
