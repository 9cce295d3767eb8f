import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import { maskName } from '../../lib/mask-name.ts'
import { type Access, guardOrg } from '../../runtime/catalog/access.ts'
import type { Database } from '../../runtime/db/session.ts'
import { type Columns, csvResponse, sendCsv } from '../../runtime/http/csv.ts'
import { OrgParams } from '../../runtime/http/fields.ts'
import { problemResponses } from '../../runtime/http/problem.ts'
import type { SeesPeople } from '../../runtime/people/sees-people.ts'
import { listDeliveries } from './list-store.ts'
import { DeliveriesQuery, type DeliveryView } from './schema.ts'

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

const masked = (name: string | null): string | null => name && maskName(name)

const MASKED: Columns<DeliveryView> = {
  ...COLUMNS,
  user_id: ({ user_id }) => masked(user_id),
  email: ({ email }) => masked(email),
  phone: ({ phone }) => masked(phone),
}

/** The list of deliveries as CSV. Those who may not see people get them masked. */
export const deliveryCsvRoute: FastifyPluginAsyncTypebox<{
  readonly access: Access
  readonly db: Database
  readonly seesPeople: SeesPeople
}> = async (app, { access, db, seesPeople }) => {
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
    async (request, reply) => {
      const { org, query } = request
      const isOpen = await seesPeople(request, { type: 'delivery', id: null })
      return sendCsv(reply, `${org.slug}-deliveries`, isOpen ? COLUMNS : MASKED, page =>
        listDeliveries(db, org.id, { ...query, ...page }),
      )
    },
  )
}
