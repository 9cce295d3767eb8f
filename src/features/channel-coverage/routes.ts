import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { Clock } from '../../lib/clock.ts'
import { type Access, guardOrg } from '../../runtime/catalog/access.ts'
import type { Database } from '../../runtime/db/session.ts'
import { type Columns, csvResponse, sendCsv } from '../../runtime/http/csv.ts'
import { OrgParams } from '../../runtime/http/fields.ts'
import { problemResponses } from '../../runtime/http/problem.ts'
import { loadCoverage } from './coverage.ts'
import { readDays } from './days.ts'
import { nameRoutes } from './name-routes.ts'
import { TOLERANCE_MS } from './pair.ts'
import { Coverage, type CoverageDay, CoverageQuery } from './schema.ts'

const COLUMNS: Columns<CoverageDay> = {
  day: ({ day }) => day,
  webhook: ({ webhook }) => webhook,
  warehouse: ({ warehouse }) => warehouse,
  difference: ({ difference }) => difference,
  both: ({ both }) => both,
  webhook_only: ({ webhook_only }) => webhook_only,
  warehouse_only: ({ warehouse_only }) => warehouse_only,
  examined: ({ examined }) => examined,
  estimated: ({ estimated }) => estimated,
}

/** How webhooks and exports of a warehouse report the same events. */
export const coverageRoutes: FastifyPluginAsyncTypebox<{
  access: Access
  db: Database
  clock: Clock
}> = async (app, { access, db, clock }) => {
  guardOrg(app, access, { scope: 'manage', change: 'operate' })
  await app.register(nameRoutes, { db, clock })
  const about = { tags: ['ingest'], params: OrgParams, querystring: CoverageQuery }
  const daysOf = (orgId: number, { event_name, platform, ...borders }: CoverageQuery) =>
    loadCoverage(
      db,
      orgId,
      { word: event_name.toLowerCase(), platform: platform ?? null },
      readDays(borders, clock()),
    )

  app.get(
    '/orgs/:org/coverage',
    {
      schema: {
        ...about,
        operationId: 'getCoverage',
        summary: 'Compare what webhooks and exports report of an event name, by day',
        response: { 200: Coverage, ...problemResponses },
      },
    },
    async ({ org, query }) => {
      const word = query.event_name.toLowerCase()
      return {
        event_name: query.event_name,
        tolerance_seconds: TOLERANCE_MS / 1000,
        choices: org.channels.filter(({ event }) => event === '*' || event.toLowerCase() === word),
        days: await daysOf(org.id, query),
      }
    },
  )

  app.get(
    '/orgs/:org/coverage.csv',
    {
      schema: {
        ...about,
        operationId: 'getCoverageCsv',
        summary: 'Get that comparison as CSV, one row per day',
        response: { 200: csvResponse, ...problemResponses },
      },
    },
    async ({ org, query }, reply) =>
      sendCsv(reply, `${org.slug}-coverage`, COLUMNS, async () => ({
        items: await daysOf(org.id, query),
        next_cursor: null,
      })),
  )
}
