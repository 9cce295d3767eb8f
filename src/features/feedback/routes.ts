import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { Clock } from '../../lib/clock.ts'
import { type Access, guardOrg } from '../../runtime/catalog/access.ts'
import type { Configuration } from '../../runtime/catalog/change.ts'
import type { Vault } from '../../runtime/http/secrets.ts'
import type { Outbound } from '../../runtime/outbound/outbound.ts'
import { deliveryRoutes } from './delivery-routes.ts'
import { FeedbackPayload } from './payload.ts'
import { settingsRoutes } from './settings-routes.ts'
import type { Tokens } from './tokens.ts'

export interface FeedbackServices {
  readonly configuration: Configuration
  readonly vault: Vault
  readonly outbound: Outbound
  readonly tokens: Tokens
  readonly clock: Clock
}

/** Telling other systems what becomes of messages. */
export const feedbackRoutes: FastifyPluginAsyncTypebox<FeedbackServices & { access: Access }> = async (
  app,
  { access, configuration, vault, outbound, tokens, clock },
) => {
  const services = { configuration, vault, outbound, tokens, clock }
  guardOrg(app, access, 'manage')
  await app.register(settingsRoutes, services)
  await app.register(deliveryRoutes, services)
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
        summary: 'The JSON Schema of the body that feedback webhooks get',
        tags: ['feedback webhooks'],
        security: [],
        response: { 200: { type: 'object', additionalProperties: true } },
      },
    },
    async (_request, reply) => reply.type('application/schema+json').serializer(JSON.stringify).send(schema),
  )
}
