import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { Clock } from '../../lib/clock.ts'
import type { Signal } from '../../lib/signal.ts'
import { type Access, guardOrg } from '../../runtime/catalog/access.ts'
import type { Configuration } from '../../runtime/catalog/change.ts'
import { seal } from '../../runtime/catalog/seal.ts'
import {
  describeTransport,
  findTransport,
  TRANSPORTS,
  transportSettings,
} from '../../runtime/catalog/transports.ts'
import type { Database } from '../../runtime/db/session.ts'
import { pageOf } from '../../runtime/http/page.ts'
import { Problem, problemResponses } from '../../runtime/http/problem.ts'
import type { Vault } from '../../runtime/http/secrets.ts'
import { type Acceptance, accept } from './accept.ts'
import { readRequest } from './request.ts'
import {
  DeliverAnswer,
  DeliverBody,
  DeliveriesQuery,
  DeliveryDetail,
  DeliveryPage,
  DeliveryView,
  IdParams,
  OrgParams,
  TransportBody,
  TransportParams,
  TransportView,
} from './schema.ts'
import { listDeliveries, resendDelivery, showDelivery } from './store.ts'
import { checkMailServer, mergeTransport, showTransport } from './transport-settings.ts'

export interface DeliverServices {
  readonly access: Access
  readonly acceptance: Acceptance
}

/** Asking for a message. */
export const deliverRoutes: FastifyPluginAsyncTypebox<DeliverServices> = async (
  app,
  { access, acceptance },
) => {
  guardOrg(app, access, { scope: 'serve', change: 'edit' })

  app.post(
    '/api/deliver/:org',
    {
      schema: {
        operationId: 'deliverMessage',
        'x-problems': ['template-not-found', 'conflict', 'unprocessable'],
        summary: 'Choose a wording and send it to one person',
        description:
          'Parley answers when the message is stored and then sends it through the transport of the template. Parley never sends the same request id twice.',
        tags: ['serve'],
        params: OrgParams,
        body: DeliverBody,
        response: { 200: DeliverAnswer, ...problemResponses },
      },
    },
    async ({ org, body, headers }) => {
      const request = readRequest(body, headers, acceptance.clock())
      await accept(acceptance, org, request)
      return { status: 'ok' as const, request_id: request.requestId }
    },
  )
}

export interface DeliveriesServices {
  readonly access: Access
  readonly db: Database
  readonly clock: Clock
  readonly queued: Signal
}

/** Deliveries and their outcomes. */
export const deliveryRoutes: FastifyPluginAsyncTypebox<DeliveriesServices> = async (app, services) => {
  const { access, db, clock, queued } = services
  guardOrg(app, access, { scope: 'manage', change: 'operate' })
  const tags = ['deliveries']

  app.get(
    '/orgs/:org/deliveries',
    {
      schema: {
        operationId: 'listDeliveries',
        summary: 'List deliveries',
        description:
          'Use state=dead for failed deliveries and state=unknown for deliveries that may have been sent.',
        tags,
        params: OrgParams,
        querystring: DeliveriesQuery,
        response: { 200: DeliveryPage, ...problemResponses },
      },
    },
    async ({ org, query }) => listDeliveries(db, org.id, query),
  )

  app.get(
    '/orgs/:org/deliveries/:id',
    {
      schema: {
        operationId: 'getDelivery',
        'x-problems': ['not-found'],
        summary: 'Get a delivery with its copy, attempts and events',
        tags,
        params: IdParams,
        response: { 200: DeliveryDetail, ...problemResponses },
      },
    },
    async ({ org, params: { id } }) => showDelivery(db, org.id, id),
  )

  app.post(
    '/orgs/:org/deliveries/:id/resend',
    {
      schema: {
        operationId: 'resendDelivery',
        'x-problems': ['not-found', 'conflict'],
        summary: 'Resend a failed or unknown delivery',
        description:
          'After an unknown delivery, the person may get the message twice. Check at the vendor first.',
        tags,
        params: IdParams,
        response: { 202: DeliveryView, ...problemResponses },
      },
    },
    async ({ org, params: { id } }, reply) => {
      const resent = await resendDelivery(db, org.id, id, clock())
      queued.fire()
      return reply.status(202).send(resent)
    },
  )
}

export interface TransportServices {
  readonly access: Access
  readonly configuration: Configuration
  readonly vault: Vault
  readonly clock: Clock
}

/** Transports and their settings. */
export const transportRoutes: FastifyPluginAsyncTypebox<TransportServices> = async (app, services) => {
  const { access, configuration, vault, clock } = services
  guardOrg(app, access, { scope: 'manage', change: 'operate' })
  const tags = ['deliveries']

  app.get(
    '/orgs/:org/transports',
    {
      schema: {
        operationId: 'listTransports',
        summary: 'List transports with their missing settings',
        description: 'Secrets are never shown.',
        tags,
        params: OrgParams,
        response: { 200: pageOf(TransportView), ...problemResponses },
      },
    },
    async ({ org }) => ({
      items: TRANSPORTS.map(slug => showTransport(org, describeTransport(slug))),
      next_cursor: null,
    }),
  )

  app.put(
    '/orgs/:org/transports/:slug',
    {
      schema: {
        operationId: 'updateTransport',
        'x-problems': ['not-found', 'conflict', 'unprocessable'],
        summary: 'Set or remove settings of a transport; absent settings stay unchanged',
        tags,
        params: TransportParams,
        body: TransportBody,
        response: { 200: TransportView, ...problemResponses },
      },
    },
    async ({ org, params: { slug }, body: { settings } }) => {
      const transport = findTransport(slug)
      if (transport.platform !== null)
        throw new Problem(
          'conflict',
          `${transport.name} uses the settings of the platform. Set them with PUT /api/v1/orgs/${org.slug}/platforms/${transport.platform}.`,
        )
      const sealed = seal(transport, settings, vault)
      checkMailServer(removeUndefined(transportSettings(org, transport.slug)), settings)
      await mergeTransport(configuration, org, slug, sealed, clock())
      return showTransport((await configuration.catalog.findOrg(org.slug)) ?? org, transport)
    },
  )
}

const removeUndefined = (settings: Readonly<Record<string, string | undefined>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(settings).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])),
  )
