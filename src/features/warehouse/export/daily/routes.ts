import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { conclude } from '../../../../core/platforms/verification.ts'
import type { Clock } from '../../../../lib/clock.ts'
import { type Access, guardOrg } from '../../../../runtime/catalog/access.ts'
import type { Org } from '../../../../runtime/catalog/catalog.ts'
import { VerificationView } from '../../../../runtime/catalog/verification-schema.ts'
import { lockOrg } from '../../../../runtime/db/by-org/org-lock.ts'
import type { Database } from '../../../../runtime/db/session.ts'
import { OrgParams } from '../../../../runtime/http/fields.ts'
import { problemResponses } from '../../../../runtime/http/problem.ts'
import { exportDayRoutes } from './day-routes.ts'
import { forgetDays } from './day-store.ts'
import type { Places } from './place.ts'
import { exportRunRoutes } from './run-routes.ts'
import { ExportBody, ExportView } from './schema.ts'
import { isElsewhere, settingOf } from './setting-input.ts'
import { deleteExport, findExport, loadExport, type StoredExport, saveExport } from './setting-store.ts'
import { showExport } from './show.ts'
import { verifyPlace } from './verify.ts'

export interface ExportServices {
  readonly access: Access
  readonly db: Database
  readonly clock: Clock
  readonly places: Places
  /** Called when a run has been queued. */
  readonly onQueued: () => void
}

/** The daily export of an organisation to its own bucket. */
export const exportRoutes: FastifyPluginAsyncTypebox<ExportServices> = async (app, services) => {
  const { access, db, clock, places, onQueued } = services
  guardOrg(app, access, { scope: 'manage', change: 'operate' })
  const all = { tags: ['exports'], params: OrgParams }
  const find = (org: Org) => findExport(db, org.id)

  app.get(
    '/orgs/:org/exports',
    {
      schema: {
        ...all,
        operationId: 'getExport',
        'x-problems': ['not-found'],
        summary: 'Get the daily export of the organisation, with its last run',
        response: { 200: ExportView, ...problemResponses },
      },
    },
    async ({ org }) => showExport(db, org, await find(org), clock()),
  )

  app.put(
    '/orgs/:org/exports',
    {
      schema: {
        ...all,
        operationId: 'setExport',
        'x-problems': ['unprocessable'],
        summary: 'Set up or change the daily export',
        description:
          'Decisions and attributed events as Parquet files, in the organisation’s own bucket. Another place or other columns mean that every day is exported again.',
        body: ExportBody,
        response: { 200: ExportView, ...problemResponses },
      },
    },
    async ({ org, body }) => {
      const now = clock()
      const present = await loadExport(db, org.id)
      const setting = await settingOf(body, present, places.sealing(org), now)
      await db.transaction(async session => {
        await lockOrg(session, org.id)
        await saveExport(session, org.id, setting, now)
        if (present && isElsewhere(present, setting)) await forgetDays(session, org.id)
      })
      return showExport(db, org, setting, now)
    },
  )

  app.delete(
    '/orgs/:org/exports',
    {
      schema: {
        ...all,
        operationId: 'deleteExport',
        'x-problems': ['not-found'],
        summary: 'End the daily export, and delete its credentials; the files stay',
        response: { 204: { type: 'null', description: 'Deleted.' }, ...problemResponses },
      },
    },
    async ({ org }, reply) => {
      await find(org)
      await deleteExport(db, org.id)
      return reply.status(204).send(null)
    },
  )

  app.post(
    '/orgs/:org/exports/verify',
    {
      schema: {
        ...all,
        operationId: 'verifyExport',
        'x-changes-nothing': true,
        'x-problems': ['not-found'],
        summary: 'Try the credentials of the export',
        description: 'Stores a small object, lists its folder, and deletes it again.',
        response: { 200: VerificationView, ...problemResponses },
      },
    },
    async ({ org }) => {
      const { connection } = await find(org)
      const { findings, ...concluded } = conclude(
        connection.bucket,
        [],
        await tryPlace(places, org, connection),
      )
      return { ...concluded, checked_at: clock().toISOString(), findings: [...findings] }
    },
  )

  await app.register(exportRunRoutes, { db, clock, onQueued })
  await app.register(exportDayRoutes, { db, clock, places, find })
}

async function tryPlace(places: Places, org: Org, connection: StoredExport['connection']) {
  const place = await places.open(org, connection)
  try {
    return await verifyPlace(place)
  } finally {
    place.close()
  }
}
