import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { type Access, guardOrg } from '../../runtime/catalog/access.ts'
import type { Database } from '../../runtime/db/session.ts'
import { csvResponse, sendCsv } from '../../runtime/http/csv.ts'
import { OrgParams } from '../../runtime/http/fields.ts'
import { toPage } from '../../runtime/http/page.ts'
import { problemResponses } from '../../runtime/http/problem.ts'
import { AuditCsvQuery, type AuditFilter, AuditPage, AuditQuery } from './schema.ts'
import { AUDIT_COLUMNS, showEntry } from './show.ts'
import { listEntries } from './store.ts'

export interface AuditServices {
  readonly access: Access
  readonly db: Database
}

/** Reads the audit log. `watchChanges` writes it. */
export const auditRoutes: FastifyPluginAsyncTypebox<AuditServices> = async (app, { access, db }) => {
  guardOrg(app, access, { scope: 'manage', change: 'administer' })
  const about = { tags: ['organisations'], params: OrgParams }

  const load = async (orgId: number, query: AuditFilter & { cursor?: string; limit: number }) =>
    toPage(await listEntries(db, orgId, query, query.limit + 1), query.limit, ({ id }) => id, showEntry)

  app.get(
    '/orgs/:org/audit',
    {
      schema: {
        ...about,
        operationId: 'listAudit',
        summary: 'List who changed what, newest first',
        description: 'Entries are kept for 400 days, at most 200 000 an organisation.',
        querystring: AuditQuery,
        response: { 200: AuditPage, ...problemResponses },
      },
    },
    async ({ org, query }) => load(org.id, query),
  )

  app.get(
    '/orgs/:org/audit.csv',
    {
      schema: {
        ...about,
        operationId: 'getAuditCsv',
        summary: 'Get the audit log as CSV, one row per change',
        querystring: AuditCsvQuery,
        response: { 200: csvResponse, ...problemResponses },
      },
    },
    async ({ org, query }, reply) =>
      sendCsv(reply, `${org.slug}-audit`, AUDIT_COLUMNS, page => load(org.id, { ...query, ...page })),
  )
}
