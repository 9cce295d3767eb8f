import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { Clock } from '../../lib/clock.ts'
import type { Database } from '../../runtime/db/session.ts'
import { OrgParams } from '../../runtime/http/fields.ts'
import { readCursor, toPage } from '../../runtime/http/page.ts'
import { problemResponses } from '../../runtime/http/problem.ts'
import { readDays } from './days.ts'
import { CoverageNamePage, CoverageNamesQuery } from './name-schema.ts'
import { loadNames } from './name-store.ts'
import { showName } from './names.ts'

/** Which event names there are to compare. */
export const nameRoutes: FastifyPluginAsyncTypebox<{ db: Database; clock: Clock }> = async (
  app,
  { db, clock },
) => {
  app.get(
    '/orgs/:org/coverage/names',
    {
      schema: {
        tags: ['ingest'],
        params: OrgParams,
        querystring: CoverageNamesQuery,
        operationId: 'listCoverageNames',
        summary: 'List the event names that webhooks or exports report, and which channel counts for each',
        response: { 200: CoverageNamePage, ...problemResponses },
      },
    },
    async ({ org, query: { cursor, limit, ...borders } }) => {
      const found = await loadNames(db, org.id, readDays(borders, clock()), {
        after: readCursor(cursor),
        countMax: limit + 1,
      })
      return toPage(
        found,
        limit,
        ({ word }) => word,
        name => showName(org.channels, name),
      )
    },
  )
}
