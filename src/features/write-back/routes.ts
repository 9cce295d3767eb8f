import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { Clock } from '../../lib/clock.ts'
import { type Access, guardOrg } from '../../runtime/catalog/access.ts'
import type { Database } from '../../runtime/db/session.ts'
import { OrgParams } from '../../runtime/http/fields.ts'
import { problemResponses } from '../../runtime/http/problem.ts'
import { listWrites } from './list-store.ts'
import { IdParams, ProfileWrite, ProfileWritePage, ProfileWritesQuery } from './schema.ts'
import { retryWrite } from './store.ts'

export interface ProfilesServices {
  readonly access: Access
  readonly db: Database
  readonly clock: Clock
}

export const profileRoutes: FastifyPluginAsyncTypebox<ProfilesServices> = async (app, services) => {
  const { access, db, clock } = services
  guardOrg(app, access, { scope: 'manage', change: 'operate' })
  const tags = ['platforms']

  app.get(
    '/orgs/:org/profile-writes',
    {
      schema: {
        operationId: 'listProfileWrites',
        summary: 'List writes of copy to profiles at platforms',
        tags,
        params: OrgParams,
        querystring: ProfileWritesQuery,
        response: { 200: ProfileWritePage, ...problemResponses },
      },
    },
    async ({ org, query }) => listWrites(db, org.id, query),
  )

  app.post(
    '/orgs/:org/profile-writes/:id/retry',
    {
      schema: {
        operationId: 'retryProfileWrite',
        'x-problems': ['not-found', 'conflict'],
        summary: 'Retry a failed or waiting profile write',
        tags,
        params: IdParams,
        response: { 202: ProfileWrite, ...problemResponses },
      },
    },
    async ({ org, params: { id } }, reply) =>
      reply.status(202).send(await retryWrite(db, org.id, id, clock())),
  )
}
