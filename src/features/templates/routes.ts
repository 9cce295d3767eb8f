import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { Clock } from '../../lib/clock.ts'
import { type Access, guardOrg } from '../../runtime/catalog/access.ts'
import type { Database } from '../../runtime/db/session.ts'
import { etagOf, IfMatch } from '../../runtime/http/etag.ts'
import { OrgParams, TemplateParams } from '../../runtime/http/fields.ts'
import { problemResponses } from '../../runtime/http/problem.ts'
import { exchangeRoutes } from './exchange/exchange-routes.ts'
import { findTemplates, type SortFigures } from './list.ts'
import { type PreviewServices, previewRoutes } from './preview/preview-routes.ts'
import { TemplateBody, TemplateDetail, TemplatePage, TemplatePatch, TemplatesQuery } from './schema.ts'
import { changeTemplate, createTemplate, findTemplate, type TemplateWithVariants } from './templates.ts'
import { type TrafficServices, trafficRoutes } from './traffic/routes.ts'
import { type VariantServices, variantRoutes } from './variant-routes.ts'
import { listVariants } from './variant-store.ts'
import { showTemplate, showVariant } from './views.ts'

export interface TemplateServices {
  readonly access: Access
  readonly db: Database
  readonly clock: Clock
  readonly allocationOf: TrafficServices['allocationOf']
  readonly allocationIf: VariantServices['allocationIf']
  readonly recentCalls: PreviewServices['recentCalls']
  readonly samplePerson: PreviewServices['samplePerson']
  /** The figures of an organisation's templates, by id, for sorting. */
  readonly figuresOf: (orgId: number) => Promise<ReadonlyMap<string, SortFigures>>
}

/** Templates and their variants. */
export const templateRoutes: FastifyPluginAsyncTypebox<TemplateServices> = async (
  app,
  { access, db, clock, allocationOf, allocationIf, recentCalls, samplePerson, figuresOf },
) => {
  guardOrg(app, access, { scope: 'manage', change: 'edit' })
  const configuration = { db, catalog: access.catalog }
  const tags = ['templates']
  await app.register(variantRoutes, { configuration, clock, allocationIf })
  await app.register(exchangeRoutes, { configuration, clock })
  await app.register(previewRoutes, { configuration, clock, recentCalls, samplePerson })
  await app.register(trafficRoutes, { configuration, clock, allocationOf })

  app.post(
    '/orgs/:org/templates',
    {
      schema: {
        operationId: 'createTemplate',
        'x-problems': ['already-exists', 'unprocessable', 'quota-reached'],
        summary: 'Create a template: one message with its variants',
        tags,
        params: OrgParams,
        body: TemplateBody,
        response: { 201: TemplateDetail, ...problemResponses },
      },
    },
    async ({ org, body }, reply) => {
      const created = await createTemplate(configuration, org, body, clock())
      return reply.status(201).header('etag', etagOf(created.template)).send(show(created))
    },
  )

  app.get(
    '/orgs/:org/templates',
    {
      schema: {
        operationId: 'listTemplates',
        summary: 'List templates, with how many there are of each status',
        tags,
        params: OrgParams,
        querystring: TemplatesQuery,
        response: { 200: TemplatePage, ...problemResponses },
      },
    },
    async ({ org, query }) => findTemplates(db.kysely, figuresOf, org.id, query),
  )

  app.get(
    '/orgs/:org/templates/:id',
    {
      schema: {
        operationId: 'getTemplate',
        'x-problems': ['template-not-found'],
        summary: 'Get a template with its variants',
        description: 'The ETag of the answer is that of the template without its variants.',
        tags,
        params: TemplateParams,
        response: { 200: TemplateDetail, ...problemResponses },
      },
    },
    async ({ org, params: { id } }, reply) => {
      const template = await findTemplate(db.kysely, org, id)
      reply.header('etag', etagOf(template))
      return show({ template, variants: await listVariants(db.kysely, org.id, id) })
    },
  )

  app.patch(
    '/orgs/:org/templates/:id',
    {
      schema: {
        operationId: 'updateTemplate',
        'x-problems': ['template-not-found', 'conflict', 'changed-meanwhile', 'unprocessable'],
        headers: IfMatch,
        summary: 'Change a template or its status: draft, active, shipped, archived',
        description: 'Absent fields stay unchanged. A template needs an approved variant to become active.',
        tags,
        params: TemplateParams,
        body: TemplatePatch,
        response: { 200: TemplateDetail, ...problemResponses },
      },
    },
    async ({ org, params: { id }, body, headers }, reply) => {
      const changed = await changeTemplate(configuration, org, id, body, clock(), headers['if-match'])
      reply.header('etag', etagOf(changed.template))
      return show(changed)
    },
  )
}

const show = ({ template, variants }: TemplateWithVariants) => ({
  ...showTemplate(template),
  variants: variants.map(showVariant),
})
