import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { readPeriod } from '../../runtime/http/period.ts'
import { problemResponses } from '../../runtime/http/problem.ts'
import {
  DeliveriesQuery,
  DeliveryPage,
  DeliveryView,
  RecoverBody,
  RecoveredView,
  TestBody,
  TestView,
} from './delivery-schema.ts'
import { listDeliveries, recoverDeliveries, retryDelivery } from './delivery-store.ts'
import { DeliveryParams, IdParams } from './schema.ts'
import type { FeedbackServices } from './services.ts'
import { testWebhook } from './test-delivery.ts'
import { findWebhook } from './webhook-store.ts'

/** Finished and waiting deliveries, and test deliveries. */
export const deliveryRoutes: FastifyPluginAsyncTypebox<FeedbackServices> = async (app, services) => {
  const { configuration, clock } = services
  const { db } = configuration
  const tags = ['feedback webhooks']

  app.post(
    '/orgs/:org/feedback-webhooks/:id/test',
    {
      schema: {
        operationId: 'testFeedbackWebhook',
        'x-problems': ['not-found'],
        summary: 'Deliver a test report now and show the exchange',
        description: 'Works while the webhook is paused. Parley neither retries nor stores the test report.',
        tags,
        params: IdParams,
        body: TestBody,
        response: { 200: TestView, ...problemResponses },
      },
    },
    async ({ org, params: { id }, body }) =>
      testWebhook(services, org, await findWebhook(db.kysely, org.id, id), body),
  )

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
    async ({ org, params: { id }, query }) => {
      const webhook = await findWebhook(db.kysely, org.id, id)
      return listDeliveries(db, org.id, webhook.id, query)
    },
  )

  app.post(
    '/orgs/:org/feedback-webhooks/:id/deliveries/:delivery/retry',
    {
      schema: {
        operationId: 'retryFeedbackDelivery',
        'x-problems': ['not-found'],
        summary: 'Repeat a delivery with the same id',
        tags,
        params: DeliveryParams,
        response: { 202: DeliveryView, ...problemResponses },
      },
    },
    async ({ org, params: { id, delivery } }, reply) => {
      const webhook = await findWebhook(db.kysely, org.id, id)
      return reply.status(202).send(await retryDelivery(db, org.id, webhook.id, delivery, clock()))
    },
  )

  app.post(
    '/orgs/:org/feedback-webhooks/:id/recover',
    {
      schema: {
        operationId: 'recoverFeedback',
        'x-problems': ['not-found'],
        summary: 'Queue failed deliveries again, from a given time on',
        tags,
        params: IdParams,
        body: RecoverBody,
        response: { 202: RecoveredView, ...problemResponses },
      },
    },
    async ({ org, params: { id }, body }, reply) => {
      const { id: webhookId } = await findWebhook(db.kysely, org.id, id)
      const since = sinceOf(body.since)
      const { include_delivered: isAll } = body
      const recovered = await recoverDeliveries(db, org.id, webhookId, since, isAll, clock())
      return reply.status(202).send({ recovered })
    },
  )
}

/** @throws Problem invalid-request */
function sinceOf(since: string): Date {
  const { from } = readPeriod({ from: since })
  return from ?? new Date(0)
}
