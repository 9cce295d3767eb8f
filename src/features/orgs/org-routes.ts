import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { Transaction } from 'kysely'
import type { Clock } from '../../lib/clock.ts'
import type { Configuration } from '../../runtime/catalog/change.ts'
import type { Tables } from '../../runtime/db/tables.ts'
import { OrgParams } from '../../runtime/http/fields.ts'
import { pageOf, readCursor, toPage } from '../../runtime/http/page.ts'
import { problemResponses } from '../../runtime/http/problem.ts'
import { createOrg } from './create-org.ts'
import { FormerSlugs, ListQuery, OrgBody, OrgPatch, OrgView } from './schema.ts'
import { patchSettings } from './settings.ts'
import { listFormerSlugs, slugIsTaken } from './slug-store.ts'
import { listOrgs, readOrg, type StoredOrg, updateOrg } from './store.ts'

const tags = ['organisations']

export interface OrgsServices {
  readonly configuration: Configuration
  readonly clock: Clock
  /** Makes a person admin of an organisation, as part of a transaction. */
  readonly addAdmin: (transaction: Transaction<Tables>, orgId: number, userId: string) => Promise<unknown>
}

/** Routes for operators only. */
export const orgsRoutes: FastifyPluginAsyncTypebox<OrgsServices> = async (app, services) => {
  const { configuration, clock, addAdmin } = services

  app.post(
    '/orgs',
    {
      schema: {
        operationId: 'createOrg',
        'x-problems': ['already-exists', 'unprocessable'],
        summary: 'Create an organisation with the sandbox `prod` (operator only)',
        description: 'A person who creates it becomes its admin.',
        tags,
        body: OrgBody,
        response: { 201: OrgView, ...problemResponses },
      },
    },
    async ({ actor, body: { slug, name = slug, timezone, currency } }, reply) => {
      const made = await configuration.db.kysely.transaction().execute(async transaction => {
        const row = await createOrg(transaction, { slug, name, timezone, currency }, clock())
        if (row && actor.kind === 'user') await addAdmin(transaction, row.id, actor.id)
        return row
      })
      if (made) await configuration.catalog.changed(slug)
      if (!made) {
        throw slugIsTaken(slug)
      }
      return reply.status(201).send(show(made))
    },
  )

  app.get(
    '/orgs',
    {
      config: { permission: 'signed-in' },
      schema: {
        operationId: 'listOrgs',
        summary: 'List organisations by slug',
        description: "With the operator's key all, with a session those of the person.",
        tags,
        querystring: ListQuery,
        response: { 200: pageOf(OrgView), ...problemResponses },
      },
    },
    async ({ signedIn, query: { cursor, limit } }) => {
      const own = signedIn && [...signedIn.roles.keys()]
      const rows = await listOrgs(configuration.db, readCursor(cursor), limit + 1, own)
      return toPage(rows, limit, ({ slug }) => slug, show)
    },
  )
}

export const orgRoutes: FastifyPluginAsyncTypebox<{ configuration: Configuration; clock: Clock }> = async (
  app,
  { configuration, clock },
) => {
  const about = { tags, params: OrgParams }
  const response = { 200: OrgView, ...problemResponses }

  app.get(
    '/orgs/:org',
    { schema: { ...about, operationId: 'getOrg', summary: 'Get an organisation', response } },
    async ({ org }) => show(await readOrg(configuration.db, org)),
  )

  app.patch(
    '/orgs/:org',
    {
      config: { permission: 'administer' },
      schema: {
        ...about,
        operationId: 'updateOrg',
        'x-problems': ['already-exists', 'conflict', 'unprocessable'],
        summary: 'Change an organisation; absent fields stay unchanged',
        description: 'After a change of the slug, addresses with the former one keep working for 90 days.',
        body: OrgPatch,
        response,
      },
    },
    async ({ org, body }) =>
      show(
        await updateOrg(
          configuration,
          org,
          (present, templates) => patchSettings(present, body, templates),
          body.slug,
          clock(),
        ),
      ),
  )

  app.get(
    '/orgs/:org/former-slugs',
    {
      schema: {
        ...about,
        operationId: 'listFormerSlugs',
        summary: 'List earlier slugs that still work, and who calls them',
        response: { 200: FormerSlugs, ...problemResponses },
      },
    },
    async ({ org }) => ({
      items: (await listFormerSlugs(configuration.db, org, clock())).map(({ slug, until, callers }) => ({
        slug,
        until: until.toISOString(),
        callers: Object.entries(callers).map(([name, at]) => ({ name, last_at: new Date(at).toISOString() })),
      })),
    }),
  )
}

const show = ({
  slug,
  name,
  timezone,
  currency,
  attribution,
  retention,
  several_feedback_webhooks,
  created_at,
}: StoredOrg): OrgView => ({
  slug,
  name,
  timezone,
  currency,
  attribution,
  retention,
  several_feedback_webhooks,
  created_at: created_at.toISOString(),
})
