import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { Clock } from '../../lib/clock.ts'
import { DAY_MS } from '../../lib/duration.ts'
import { type Access, guardOrg } from '../../runtime/catalog/access.ts'
import type { Database } from '../../runtime/db/session.ts'
import { type Columns, csvResponse, sendCsv } from '../../runtime/http/csv.ts'
import { OrgParams } from '../../runtime/http/fields.ts'
import { readPeriod } from '../../runtime/http/period.ts'
import { Problem, problemResponses } from '../../runtime/http/problem.ts'
import { loadCoverage } from './coverage.ts'
import { TOLERANCE_MS } from './pair.ts'
import { Coverage, type CoverageDay, CoverageQuery } from './schema.ts'

const DAYS_MAX = 31

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
  const about = { tags: ['ingest'], params: OrgParams, querystring: CoverageQuery }
  const daysOf = (orgId: number, { event_name, ...borders }: CoverageQuery) =>
    loadCoverage(db, orgId, event_name.toLowerCase(), readDays(borders, clock()))

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

/** The first and the last day. @throws Problem invalid-request */
function readDays(borders: { from?: string; to?: string }, now: Date) {
  const { from: first, to = new Date(now.getTime() + DAY_MS) } = readPeriod(borders)
  const from = first ?? new Date(to.getTime() - (DAYS_MAX - 1) * DAY_MS)
  if (to.getTime() - from.getTime() > DAYS_MAX * DAY_MS) {
    const message = `must be at most ${DAYS_MAX} days after from`
    throw new Problem('invalid-request', `to ${message}.`, [{ field: '/to', message }])
  }
  return { from: dayOf(from), to: dayOf(new Date(to.getTime() - 1)) }
}

const dayOf = (moment: Date): string => moment.toISOString().slice(0, 10)
