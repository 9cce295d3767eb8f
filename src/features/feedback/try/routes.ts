import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { OrgParams } from '../../../runtime/http/fields.ts'
import { problemResponses } from '../../../runtime/http/problem.ts'
import { inspectUrl } from '../../../runtime/outbound/inspect.ts'
import { IdParams } from '../schema.ts'
import type { FeedbackServices } from '../services.ts'
import { findWebhook } from '../webhook-store.ts'
import {
  CheckBody,
  CheckView,
  PreviewBody,
  PreviewView,
  TestBody,
  TestView,
  UnsavedTestBody,
} from './schema.ts'
import { previewWebhook, testUnsaved, testWebhook } from './test-delivery.ts'

/** What helps to set a webhook up: nothing here is stored. */
export const tryRoutes: FastifyPluginAsyncTypebox<FeedbackServices> = async (app, services) => {
  const { configuration, clock } = services
  const tags = ['feedback webhooks']

  app.post(
    '/orgs/:org/feedback-webhooks/test',
    {
      schema: {
        operationId: 'testUnsavedFeedbackWebhook',
        'x-problems': ['not-found', 'unprocessable'],
        summary: 'Deliver a test report with settings that are not saved, and show the exchange',
        description: 'Parley neither retries nor stores the test report.',
        tags,
        params: OrgParams,
        body: UnsavedTestBody,
        response: { 200: TestView, ...problemResponses },
      },
    },
    async ({ org, body }) => testUnsaved(services, org, body),
  )

  app.post(
    '/orgs/:org/feedback-webhooks/preview',
    {
      config: { permission: 'read' },
      schema: {
        operationId: 'previewFeedbackWebhook',
        'x-changes-nothing': true,
        summary: 'Show the body of a delivery for each outcome, and the decoded token',
        description: 'Parley calls nobody.',
        tags,
        params: OrgParams,
        body: PreviewBody,
        response: { 200: PreviewView, ...problemResponses },
      },
    },
    async ({ org, body }) => previewWebhook(org, body, clock()),
  )

  app.post(
    '/orgs/:org/feedback-webhooks/check',
    {
      schema: {
        operationId: 'checkFeedbackUrl',
        'x-changes-nothing': true,
        summary: 'Check the address of a receiver, without a call',
        description:
          'Hints for a form: whether the address is well formed, resolves to a public address, and has a valid certificate.',
        tags,
        params: OrgParams,
        body: CheckBody,
        response: { 200: CheckView, ...problemResponses },
      },
    },
    async ({ body: { url } }) => {
      const { hints, validUntil } = await inspectUrl(services, url, clock())
      return { hints: [...hints], certificate_valid_until: validUntil?.toISOString() ?? null }
    },
  )

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
      testWebhook(services, org, await findWebhook(configuration.db.kysely, org.id, id), body),
  )
}
