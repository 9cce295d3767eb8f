import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { type Access, guardOrg } from '../../runtime/catalog/access.ts'
import { deliveryRoutes } from './deliveries/routes.ts'
import { templateFeedbackRoutes } from './of-template/routes.ts'
import { FeedbackPayload } from './payload.ts'
import type { FeedbackServices } from './services.ts'
import { settingsRoutes } from './settings-routes.ts'
import { tryRoutes } from './try/routes.ts'

/** Telling other systems what becomes of messages. */
export const feedbackRoutes: FastifyPluginAsyncTypebox<FeedbackServices & { access: Access }> = async (
  app,
  { access, configuration, vault, outbound, dial, tokens, jobs, clock, seesPeople },
) => {
  // Not the rest of the options: the prefix among them would count twice.
  const services = { configuration, vault, outbound, dial, tokens, jobs, clock, seesPeople }
  guardOrg(app, access, { scope: 'manage', change: 'operate' })
  await app.register(settingsRoutes, services)
  await app.register(tryRoutes, services)
  await app.register(deliveryRoutes, services)
  await app.register(templateFeedbackRoutes, services)
}

export const SCHEMA_PATH = '/schemas/feedback-webhook.json'

/** The JSON Schema of what receivers get, for everybody. */
export const feedbackSchemaRoute: FastifyPluginAsyncTypebox<{ publicUrl: string }> = async (
  app,
  { publicUrl },
) => {
  const schema = {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: `${publicUrl}${SCHEMA_PATH}`,
    ...FeedbackPayload,
  }
  app.get(
    SCHEMA_PATH,
    {
      schema: {
        operationId: 'getFeedbackSchema',
        summary: 'Get the JSON Schema of feedback webhook bodies',
        tags: ['feedback webhooks'],
        security: [],
        response: { 200: { type: 'object', additionalProperties: true } },
      },
    },
    async (_request, reply) => reply.type('application/schema+json').serializer(JSON.stringify).send(schema),
  )
}
