import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { Clock } from '../../lib/clock.ts'
import { type Access, guardOrg } from '../../runtime/catalog/access.ts'
import type { Database } from '../../runtime/db/session.ts'
import { OrgParams } from '../../runtime/http/fields.ts'
import { problemResponses } from '../../runtime/http/problem.ts'
import { Usage } from './schema.ts'
import { loadUsage } from './store.ts'

export interface UsageServices {
  readonly access: Access
  readonly db: Database
  readonly clock: Clock
}

/** What an organisation stores, for the choice of its retention. */
export const usageRoutes: FastifyPluginAsyncTypebox<UsageServices> = async (app, { access, db, clock }) => {
  guardOrg(app, access, { scope: 'manage', change: 'administer' })

  app.get(
    '/orgs/:org/usage',
    {
      schema: {
        operationId: 'getUsage',
        summary: 'Get how much is stored, estimated, and what waits to be processed',
        tags: ['organisations'],
        params: OrgParams,
        response: { 200: Usage, ...problemResponses },
      },
    },
    async ({ org }) => loadUsage(db, org.id, clock()),
  )
}
