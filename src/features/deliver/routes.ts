import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { onRequestHookHandler } from 'fastify'
import type { Clock } from '../../lib/clock.ts'
import type { Signal } from '../../lib/signal.ts'
import { type Access, guardOrg } from '../../runtime/catalog/access.ts'
import type { Database } from '../../runtime/db/session.ts'
import { OrgParams } from '../../runtime/http/fields.ts'
import { problemResponses } from '../../runtime/http/problem.ts'
import { parseAnyBodies } from '../../runtime/http/reading/body.ts'
import { readTolerantly } from '../../runtime/http/reading/tolerant.ts'
import type { Jobs } from '../../runtime/jobs/runner.ts'
import { JobView, showJob } from '../../runtime/jobs/schema.ts'
import type { SeesPeople } from '../../runtime/people/sees-people.ts'
import { type Acceptance, accept } from './accept.ts'
import { summariseDeliveries } from './bulk/count-store.ts'
import { startResend } from './bulk/resend.ts'
import { listDeliveries } from './list-store.ts'
import { maskDelivery, maskDetail } from './mask-delivery.ts'
import { readRequest } from './request.ts'
import {
  DeliverAnswer,
  DeliverBody,
  DeliveriesQuery,
  DeliveryDetail,
  DeliveryPage,
  DeliverySummary,
  DeliveryView,
  IdParams,
  ResendBody,
  SummaryQuery,
} from './schema.ts'
import { resendDelivery, showDelivery } from './store.ts'

export interface DeliverServices {
  readonly access: Access
  readonly acceptance: Acceptance
  /** Refuses calls above the quota of the organisation. */
  readonly quota: onRequestHookHandler
}

/** Asking for a message. */
export const deliverRoutes: FastifyPluginAsyncTypebox<DeliverServices> = async (
  app,
  { access, acceptance, quota },
) => {
  guardOrg(app, access, { scope: 'serve', change: 'edit' })
  app.addHook('onRequest', quota)
  parseAnyBodies(app)

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
      preValidation: readTolerantly(DeliverBody),
    },
    async ({ org, body, headers }) => {
      const request = readRequest(body, headers, acceptance.clock())
      await accept(acceptance, org, request)
      const { requestId: request_id, ignored } = request
      return { status: 'ok' as const, request_id, ...(ignored.length > 0 && { ignored: [...ignored] }) }
    },
  )
}

export interface DeliveriesServices {
  readonly access: Access
  readonly db: Database
  readonly clock: Clock
  readonly queued: Signal
  readonly jobs: Jobs
  readonly seesPeople: SeesPeople
}

/** Deliveries and their outcomes. */
export const deliveryRoutes: FastifyPluginAsyncTypebox<DeliveriesServices> = async (app, services) => {
  const { access, db, clock, queued, jobs, seesPeople } = services
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
    async ({ org, actor, query }) => {
      const page = await listDeliveries(db, org.id, query)
      // A person looks at one delivery to see whom it went to, and that look is stored.
      return actor.kind === 'user' ? { ...page, items: page.items.map(maskDelivery) } : page
    },
  )

  app.get(
    '/orgs/:org/deliveries/summary',
    {
      schema: {
        operationId: 'summariseDeliveries',
        summary: 'Count deliveries by state, and the reasons of those that were not sent',
        tags,
        params: OrgParams,
        querystring: SummaryQuery,
        response: { 200: DeliverySummary, ...problemResponses },
      },
    },
    async ({ org, query }) => summariseDeliveries(db, org.id, query),
  )

  app.post(
    '/orgs/:org/deliveries/resend',
    {
      schema: {
        operationId: 'resendDeliveries',
        'x-problems': ['unprocessable', 'too-many-requests'],
        summary: 'Resend the failed deliveries that match a filter, as a job',
        description:
          'Unknown deliveries may have been sent. Parley resends them only with `assume: not-sent`: the people may get the message twice.',
        tags,
        params: OrgParams,
        body: ResendBody,
        response: { 202: JobView, ...problemResponses },
      },
    },
    async ({ org, actor, body }, reply) => {
      const job = await startResend({ db, jobs }, org.id, body, actor.name)
      return reply.status(202).send(showJob(job))
    },
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
    async request => {
      const delivery = await showDelivery(db, request.org.id, request.params.id)
      const isOpen = await seesPeople(request, { type: 'delivery', id: delivery.id })
      return isOpen ? delivery : maskDetail(delivery)
    },
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
    async ({ org, actor, params: { id } }, reply) => {
      const resent = await resendDelivery(db, org.id, id, clock())
      queued.fire()
      return reply.status(202).send(actor.kind === 'user' ? maskDelivery(resent) : resent)
    },
  )
}
