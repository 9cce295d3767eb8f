import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import type { Clock } from '../../../../lib/clock.ts'
import type { Org } from '../../../../runtime/catalog/catalog.ts'
import type { Database } from '../../../../runtime/db/session.ts'
import { OrgParams } from '../../../../runtime/http/fields.ts'
import { PageQuery, readCursor, toPage } from '../../../../runtime/http/page.ts'
import { problemResponses } from '../../../../runtime/http/problem.ts'
import { SetupView } from '../../sources/setup-schema.ts'
import { readDay } from '../day.ts'
import { ExportDayPage } from './day-schema.ts'
import { loadDays } from './day-store.ts'
import { exportedDays } from './exported-days.ts'
import type { Places } from './place.ts'
import type { StoredExport } from './setting-store.ts'
import { showDay } from './show.ts'

interface DayServices {
  readonly db: Database
  readonly clock: Clock
  readonly places: Places
  /** @throws Problem not-found */
  readonly find: (org: Org) => Promise<StoredExport>
}

/** The days of the daily export, and what has to be set up for it. */
export const exportDayRoutes: FastifyPluginAsyncTypebox<DayServices> = async (
  app,
  { db, clock, places, find },
) => {
  const all = { tags: ['exports'], params: OrgParams, 'x-problems': ['not-found' as const] }

  app.get(
    '/orgs/:org/exports/days',
    {
      schema: {
        ...all,
        operationId: 'listExportDays',
        summary: 'List the days of the export, newest first',
        querystring: Type.Object(PageQuery),
        response: { 200: ExportDayPage, ...problemResponses },
      },
    },
    async ({ org, query: { cursor, limit } }) => {
      const days = exportedDays(org, (await find(org)).first_day, clock())
      const before = readCursor(cursor, key => readDay(key) !== undefined)
      const found = await loadDays(db, org.id, days, { before, countMax: limit + 1 })
      return toPage(
        found,
        limit,
        ({ day }) => day,
        day => showDay(day, days.first),
      )
    },
  )

  app.get(
    '/orgs/:org/exports/setup',
    {
      schema: {
        ...all,
        operationId: 'getExportSetup',
        summary: 'Get what has to be set up for the export, ready to paste',
        response: { 200: SetupView, ...problemResponses },
      },
    },
    async ({ org }) => ({ items: [...places.setup((await find(org)).connection)] }),
  )
}
