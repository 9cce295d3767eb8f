import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { Clock } from '../../lib/clock.ts'
import { type Access, guardOrg } from '../../runtime/catalog/access.ts'
import type { Database } from '../../runtime/db/session.ts'
import { pageOf, readCursor, toPage } from '../../runtime/http/page.ts'
import { problemResponses } from '../../runtime/http/problem.ts'
import {
  OrgParams,
  TemplateBody,
  TemplateDetail,
  TemplateParams,
  TemplatePatch,
  TemplatesQuery,
  TemplateView,
} from './schema.ts'
import { listTemplates } from './store.ts'
import { changeTemplate, createTemplate, findTemplate, type TemplateWithVariants } from './templates.ts'
import { type TrafficServices, trafficRoutes } from './traffic/routes.ts'
import { variantRoutes } from './variant-routes.ts'
import { listVariants } from './variant-store.ts'
import { showTemplate, showVariant } from './views.ts'

export interface TemplateServices {
  readonly access: Access
  readonly db: Database
  readonly clock: Clock
  readonly allocationOf: TrafficServices['allocationOf']
}

/** Templates and their variants. */
export const templateRoutes: FastifyPluginAsyncTypebox<TemplateServices> = async (
  app,
  { access, db, clock, allocationOf },
) => {
  guardOrg(app, access, { scope: 'manage', change: 'edit' })
  const configuration = { db, catalog: access.catalog }
  const tags = ['templates']
  await app.register(variantRoutes, { configuration, clock })
  await app.register(trafficRoutes, { configuration, clock, allocationOf })

  app.post(
    '/orgs/:org/templates',
    {
      schema: {
        operationId: 'createTemplate',
        'x-problems': ['already-exists', 'unprocessable'],
        summary: 'Create a template: one message with its variants',
        tags,
        params: OrgParams,
        body: TemplateBody,
        response: { 201: TemplateDetail, ...problemResponses },
      },
    },
    async ({ org, body }, reply) =>
      reply.status(201).send(show(await createTemplate(configuration, org, body, clock()))),
  )

  app.get(
    '/orgs/:org/templates',
    {
      schema: {
        operationId: 'listTemplates',
        summary: 'List templates by id',
        tags,
        params: OrgParams,
        querystring: TemplatesQuery,
        response: { 200: pageOf(TemplateView), ...problemResponses },
      },
    },
    async ({ org, query: { cursor, limit, ...filter } }) => {
      const rows = await listTemplates(db.kysely, org.id, filter, readCursor(cursor), limit + 1)
      return toPage(rows, limit, ({ id }) => id, showTemplate)
    },
  )

  app.get(
    '/orgs/:org/templates/:id',
    {
      schema: {
        operationId: 'getTemplate',
        'x-problems': ['template-not-found'],
        summary: 'Get a template with its variants',
        tags,
        params: TemplateParams,
        response: { 200: TemplateDetail, ...problemResponses },
      },
    },
    async ({ org, params: { id } }) => {
      const template = await findTemplate(db.kysely, org, id)
      return show({ template, variants: await listVariants(db.kysely, org.id, id) })
    },
  )

  app.patch(
    '/orgs/:org/templates/:id',
    {
      schema: {
        operationId: 'updateTemplate',
        'x-problems': ['template-not-found', 'conflict', 'unprocessable'],
        summary: 'Change a template or its status: draft, active, shipped, archived',
        description: 'Absent fields stay unchanged. A template needs an approved variant to become active.',
        tags,
        params: TemplateParams,
        body: TemplatePatch,
        response: { 200: TemplateDetail, ...problemResponses },
      },
    },
    async ({ org, params: { id }, body }) =>
      show(await changeTemplate(configuration, org, id, body, clock())),
  )
}

const show = ({ template, variants }: TemplateWithVariants) => ({
  ...showTemplate(template),
  variants: variants.map(showVariant),
})
