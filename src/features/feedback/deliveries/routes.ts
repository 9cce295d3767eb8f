import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { readPeriod } from '../../../runtime/http/period.ts'
import { problemResponses } from '../../../runtime/http/problem.ts'
import { JobView, showJob } from '../../../runtime/jobs/schema.ts'
import { DeliveryParams, IdParams } from '../schema.ts'
import type { FeedbackServices } from '../services.ts'
import { findWebhook } from '../webhook-store.ts'
import { summariseDeliveries } from './count-store.ts'
import { maskDelivery } from './mask.ts'
import { retryDelivery, startRetry } from './retry.ts'
import {
  DeliveriesQuery,
  DeliveryPage,
  DeliverySummary,
  DeliveryView,
  RecoverBody,
  RecoveredView,
  RetryBody,
  SummaryQuery,
} from './schema.ts'
import { findDelivery, listDeliveries, showWithAttempts } from './store.ts'

/** Finished and waiting deliveries. */
export const deliveryRoutes: FastifyPluginAsyncTypebox<FeedbackServices> = async (app, services) => {
  const { db } = services.configuration
  const tags = ['feedback webhooks']

  app.get(
    '/orgs/:org/feedback-webhooks/:id/deliveries',
    {
      schema: {
        operationId: 'listFeedbackDeliveries',
        'x-problems': ['not-found'],
        summary: 'List deliveries with their attempts, newest first',
        tags,
        params: IdParams,
        querystring: DeliveriesQuery,
        response: { 200: DeliveryPage, ...problemResponses },
      },
    },
    async ({ org, actor, params: { id }, query }) => {
      const webhook = await findWebhook(db.kysely, org.id, id)
      const page = await listDeliveries(db, org.id, webhook.id, query)
      // A person looks at one delivery to see whom it is about, and that look is stored.
      return actor.kind === 'user' ? { ...page, items: page.items.map(maskDelivery) } : page
    },
  )

  app.get(
    '/orgs/:org/feedback-webhooks/:id/deliveries/summary',
    {
      schema: {
        operationId: 'summariseFeedbackDeliveries',
        'x-problems': ['not-found'],
        summary: 'Count deliveries by state and by HTTP status',
        tags,
        params: IdParams,
        querystring: SummaryQuery,
        response: { 200: DeliverySummary, ...problemResponses },
      },
    },
    async ({ org, params: { id }, query }) => {
      const webhook = await findWebhook(db.kysely, org.id, id)
      return summariseDeliveries(db, org.id, webhook.id, query)
    },
  )

  app.get(
    '/orgs/:org/feedback-webhooks/:id/deliveries/:delivery',
    {
      schema: {
        operationId: 'getFeedbackDelivery',
        'x-problems': ['not-found'],
        summary: 'Get a delivery with its attempts',
        tags,
        params: DeliveryParams,
        response: { 200: DeliveryView, ...problemResponses },
      },
    },
    async request => {
      const { org, params } = request
      const webhook = await findWebhook(db.kysely, org.id, params.id)
      const found = await findDelivery(db, org.id, webhook.id, params.delivery)
      const shown = await showWithAttempts(db, org.id, found)
      const isOpen = await services.seesPeople(request, { type: 'delivery', id: shown.id })
      return isOpen ? shown : maskDelivery(shown)
    },
  )

  app.post(
    '/orgs/:org/feedback-webhooks/:id/deliveries/:delivery/retry',
    {
      schema: {
        operationId: 'retryFeedbackDelivery',
        'x-problems': ['not-found'],
        summary: 'Repeat a delivery with the same id',
        description:
          'While the webhook is paused or disabled, Parley makes one attempt before it answers. A refused delivery then keeps its state.',
        tags,
        params: DeliveryParams,
        response: { 202: DeliveryView, ...problemResponses },
      },
    },
    async ({ org, params: { id, delivery } }, reply) => {
      const webhook = await findWebhook(db.kysely, org.id, id)
      return reply.status(202).send(await retryDelivery(services, org.id, webhook, delivery))
    },
  )

  app.post(
    '/orgs/:org/feedback-webhooks/:id/deliveries/retry',
    {
      schema: {
        operationId: 'retryFeedbackDeliveries',
        'x-problems': ['not-found', 'too-many-requests'],
        summary: 'Queue the deliveries that match a filter again, as a job',
        tags,
        params: IdParams,
        body: RetryBody,
        response: { 202: JobView, ...problemResponses },
      },
    },
    async ({ org, actor, params: { id }, body }, reply) => {
      const webhook = await findWebhook(db.kysely, org.id, id)
      return reply.status(202).send(showJob(await startRetry(services, org, webhook.id, body, actor.name)))
    },
  )

  app.post(
    '/orgs/:org/feedback-webhooks/:id/recover',
    {
      schema: {
        operationId: 'recoverFeedback',
        'x-problems': ['not-found', 'too-many-requests'],
        summary: 'Queue failed deliveries again, from a given time on, as a job',
        tags,
        params: IdParams,
        body: RecoverBody,
        response: { 202: RecoveredView, ...problemResponses },
      },
    },
    async ({ org, actor, params: { id }, body: { since, include_delivered: isAll } }, reply) => {
      const webhook = await findWebhook(db.kysely, org.id, id)
      const from = (readPeriod({ from: since }).from ?? new Date(0)).toISOString()
      const states = isAll ? (['failed', 'delivered'] as const) : (['failed'] as const)
      const job = showJob(
        await startRetry(services, org, webhook.id, { states: [...states], from }, actor.name),
      )
      return reply.status(202).send({ recovered: job.total, job })
    },
  )
}
