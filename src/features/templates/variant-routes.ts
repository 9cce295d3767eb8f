import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import type { Clock } from '../../lib/clock.ts'
import { isId } from '../../lib/id.ts'
import type { Configuration } from '../../runtime/catalog/change.ts'
import { findTemplate as findServed } from '../../runtime/catalog/find-template.ts'
import { etagOf, IfMatch } from '../../runtime/http/etag.ts'
import { TemplateParams } from '../../runtime/http/fields.ts'
import { pageOf, readCursor, toPage } from '../../runtime/http/page.ts'
import { problemResponses } from '../../runtime/http/problem.ts'
import { changeVariant } from './change-variant.ts'
import { type AllocationIf, startShareOf } from './start-share.ts'
import { findTemplate } from './templates.ts'
import {
  ForkBody,
  StartShare,
  VariantBody,
  VariantParams,
  VariantPatch,
  VariantsQuery,
  VariantVersions,
  VariantView,
} from './variant-schema.ts'
import { listVariants } from './variant-store.ts'
import { createVariant, findVariant, forkVariant, removeVariant } from './variants.ts'
import { loadHistory } from './versions.ts'
import { showSaved, showVariant } from './views.ts'

export interface VariantServices {
  readonly configuration: Configuration
  readonly clock: Clock
  readonly allocationIf: AllocationIf
}

export const variantRoutes: FastifyPluginAsyncTypebox<VariantServices> = async (
  app,
  { configuration, clock, allocationIf },
) => {
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
    async ({ org, actor, params: { id }, body }, reply) => {
      const created = await createVariant(configuration, org, id, body, clock(), actor.name)
      return reply.status(201).header('etag', etagOf(created)).send(showSaved(created))
    },
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
        description:
          'Send the ETag of the answer as If-Match with a change, and no change of others is lost.',
        response: { 200: VariantView, ...problemResponses },
      },
    },
    async ({ org, params: { id, variant } }, reply) => {
      const template = await findTemplate(store, org, id)
      const found = await findVariant(store, org, template.id, variant)
      return reply.header('etag', etagOf(found)).send(showVariant(found))
    },
  )

  app.patch(
    '/orgs/:org/templates/:id/variants/:variant',
    {
      schema: {
        ...ofOne,
        operationId: 'updateVariant',
        'x-problems': [
          'template-not-found',
          'not-found',
          'conflict',
          'replaced',
          'changed-meanwhile',
          'unprocessable',
        ],
        summary: 'Change, approve or archive a variant',
        description:
          'The figures of a variant belong to its texts. So a change of the texts of a variant that people got makes a new variant in its place: the answer has the new id, `replaces` and `notice`, and the former is archived. With If-Match, a change that was made for an older version is refused.',
        headers: IfMatch,
        body: VariantPatch,
        response: { 200: VariantView, ...problemResponses },
      },
    },
    async ({ org, actor, params: { id, variant }, body, headers }, reply) => {
      const editing = { by: actor.name, ifMatch: headers['if-match'] }
      const changed = await changeVariant(configuration, org, id, variant, body, clock(), editing)
      const { variant: saved, isReplacement } = changed
      return reply.header('etag', etagOf(saved)).send(showSaved(saved, isReplacement))
    },
  )

  app.delete(
    '/orgs/:org/templates/:id/variants/:variant',
    {
      schema: {
        ...ofOne,
        operationId: 'deleteVariant',
        'x-problems': ['template-not-found', 'not-found', 'conflict', 'changed-meanwhile'],
        headers: IfMatch,
        summary: 'Delete a variant; a variant with decisions is archived and returned instead',
        response: { 200: VariantView, 204: Type.Null(), ...problemResponses },
      },
    },
    async ({ org, params: { id, variant }, headers }, reply) => {
      const ifMatch = headers['if-match']
      const archived = await removeVariant(configuration, org, id, variant, clock(), ifMatch)
      return archived ? showVariant(archived) : reply.status(204).send(null)
    },
  )

  app.post(
    '/orgs/:org/templates/:id/variants/:variant/fork',
    {
      schema: {
        ...ofOne,
        operationId: 'forkVariant',
        'x-problems': ['template-not-found', 'not-found', 'conflict', 'unprocessable'],
        summary: 'Copy a variant as a new draft, with other texts',
        description: 'The copy competes with the variant, and has figures of its own.',
        body: ForkBody,
        response: { 201: VariantView, ...problemResponses },
      },
    },
    async ({ org, actor, params: { id, variant }, body }, reply) => {
      const copy = await forkVariant(configuration, org, id, variant, body, clock(), actor.name)
      return reply.status(201).header('etag', etagOf(copy)).send(showSaved(copy))
    },
  )

  app.get(
    '/orgs/:org/templates/:id/variants/:variant/versions',
    {
      schema: {
        ...ofOne,
        operationId: 'listVariantVersions',
        'x-problems': ['template-not-found', 'not-found'],
        summary: 'List the texts that a variant had, its former ones and successors too, newest first',
        response: { 200: VariantVersions, ...problemResponses },
      },
    },
    async ({ org, params: { id, variant } }) => {
      const template = await findTemplate(store, org, id)
      const found = await findVariant(store, org, template.id, variant)
      return loadHistory(store, found)
    },
  )

  app.get(
    '/orgs/:org/templates/:id/variants/:variant/start-share',
    {
      schema: {
        ...ofOne,
        operationId: 'getStartShare',
        'x-problems': ['template-not-found', 'not-found'],
        summary: 'Get the share of traffic that a variant would start with once approved',
        response: { 200: StartShare, ...problemResponses },
      },
    },
    async ({ org, params: { id, variant } }) => {
      const { org: served, template } = await findServed(configuration, org, id)
      const { id: known } = await findVariant(store, org, id, variant)
      return startShareOf(allocationIf, served, template, known)
    },
  )
}
