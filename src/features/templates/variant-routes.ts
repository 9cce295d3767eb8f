import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import type { Clock } from '../../lib/clock.ts'
import { isId } from '../../lib/id.ts'
import type { Configuration } from '../../runtime/catalog/change.ts'
import { pageOf, readCursor, toPage } from '../../runtime/http/page.ts'
import { problemResponses } from '../../runtime/http/problem.ts'
import { TemplateParams } from './schema.ts'
import { findTemplate } from './templates.ts'
import { VariantBody, VariantParams, VariantPatch, VariantsQuery, VariantView } from './variant-schema.ts'
import { listVariants } from './variant-store.ts'
import { changeVariant, createVariant, findVariant, removeVariant } from './variants.ts'
import { showVariant } from './views.ts'

export const variantRoutes: FastifyPluginAsyncTypebox<{
  configuration: Configuration
  clock: Clock
}> = async (app, { configuration, clock }) => {
  const store = configuration.db.kysely
  const tags = ['variants']
  const ofAll = { tags, params: TemplateParams }
  const ofOne = { tags, params: VariantParams }

  app.post(
    '/orgs/:org/templates/:id/variants',
    {
      schema: {
        ...ofAll,
        operationId: 'createVariant',
        'x-problems': ['template-not-found', 'conflict', 'unprocessable'],
        summary: 'Create a variant',
        description:
          'A variant needs a text for every variable of the template. Each text must be valid Liquid.',
        body: VariantBody,
        response: { 201: VariantView, ...problemResponses },
      },
    },
    async ({ org, params: { id }, body }, reply) =>
      reply.status(201).send(showVariant(await createVariant(configuration, org, id, body, clock()))),
  )

  app.get(
    '/orgs/:org/templates/:id/variants',
    {
      schema: {
        ...ofAll,
        operationId: 'listVariants',
        'x-problems': ['template-not-found'],
        summary: 'List variants, oldest first',
        querystring: VariantsQuery,
        response: { 200: pageOf(VariantView), ...problemResponses },
      },
    },
    async ({ org, params, query: { cursor, limit } }) => {
      const template = await findTemplate(store, org, params.id)
      const rows = await listVariants(store, org.id, template.id, readCursor(cursor, isId), limit + 1)
      return toPage(rows, limit, ({ id }) => id, showVariant)
    },
  )

  app.get(
    '/orgs/:org/templates/:id/variants/:variant',
    {
      schema: {
        ...ofOne,
        operationId: 'getVariant',
        'x-problems': ['template-not-found', 'not-found'],
        summary: 'Get a variant',
        response: { 200: VariantView, ...problemResponses },
      },
    },
    async ({ org, params: { id, variant } }) => {
      const template = await findTemplate(store, org, id)
      return showVariant(await findVariant(store, org, template.id, variant))
    },
  )

  app.patch(
    '/orgs/:org/templates/:id/variants/:variant',
    {
      schema: {
        ...ofOne,
        operationId: 'updateVariant',
        'x-problems': ['template-not-found', 'not-found', 'conflict', 'unprocessable'],
        summary: 'Change, approve or archive a variant',
        body: VariantPatch,
        response: { 200: VariantView, ...problemResponses },
      },
    },
    async ({ org, params: { id, variant }, body }) =>
      showVariant(await changeVariant(configuration, org, id, variant, body, clock())),
  )

  app.delete(
    '/orgs/:org/templates/:id/variants/:variant',
    {
      schema: {
        ...ofOne,
        operationId: 'deleteVariant',
        'x-problems': ['template-not-found', 'not-found', 'conflict'],
        summary: 'Delete a variant; a variant with decisions is archived and returned instead',
        response: { 200: VariantView, 204: Type.Null(), ...problemResponses },
      },
    },
    async ({ org, params: { id, variant } }, reply) => {
      const archived = await removeVariant(configuration, org, id, variant, clock())
      return archived ? showVariant(archived) : reply.status(204).send(null)
    },
  )
}
