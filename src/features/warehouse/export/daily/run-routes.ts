import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import type { Clock } from '../../../../lib/clock.ts'
import { isId } from '../../../../lib/id.ts'
import type { Database } from '../../../../runtime/db/session.ts'
import { OrgParams } from '../../../../runtime/http/fields.ts'
import { PageQuery, readCursor, toPage } from '../../../../runtime/http/page.ts'
import { Problem, problemResponses } from '../../../../runtime/http/problem.ts'
import { loadExportRuns, queueExportRun } from './run-store.ts'
import { ExportRunPage, ExportRunView } from './schema.ts'
import { findExport } from './setting-store.ts'
import { showExportRun } from './show.ts'

/** Runs of the daily export. */
export const exportRunRoutes: FastifyPluginAsyncTypebox<{
  readonly db: Database
  readonly clock: Clock
  readonly onQueued: () => void
}> = async (app, { db, clock, onQueued }) => {
  const all = { tags: ['exports'], params: OrgParams }

  app.post(
    '/orgs/:org/exports/runs',
    {
      schema: {
        ...all,
        operationId: 'runExport',
        'x-problems': ['not-found', 'conflict'],
        summary: 'Export now what is due',
        description:
          'The run happens in the background. It exports the days that are over and have changed since.',
        response: { 202: ExportRunView, ...problemResponses },
      },
    },
    async ({ org, actor }, reply) => {
      const { is_paused } = await findExport(db, org.id)
      if (is_paused) throw new Problem('conflict', 'The export is paused. Resume it first.')
      const run = await queueExportRun(db, org.id, 'request', actor.name, clock())
      if (run === undefined) throw new Problem('conflict', 'A run is under way already. Wait for its end.')
      onQueued()
      return reply.status(202).send(showExportRun(run))
    },
  )

  app.get(
    '/orgs/:org/exports/runs',
    {
      schema: {
        ...all,
        operationId: 'listExportRuns',
        'x-problems': ['not-found'],
        summary: 'List the runs of the export, newest first',
        querystring: Type.Object(PageQuery),
        response: { 200: ExportRunPage, ...problemResponses },
      },
    },
    async ({ org, query: { cursor, limit } }) => {
      await findExport(db, org.id)
      const runs = await loadExportRuns(db, org.id, readCursor(cursor, isId), limit + 1)
      return toPage(runs, limit, ({ id }) => id, showExportRun)
    },
  )
}
