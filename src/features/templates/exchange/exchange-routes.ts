import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { Clock } from '../../../lib/clock.ts'
import type { Org } from '../../../runtime/catalog/catalog.ts'
import type { Configuration } from '../../../runtime/catalog/change.ts'
import { asCsvFile, csvResponse } from '../../../runtime/http/csv.ts'
import { OrgParams, TemplateParams } from '../../../runtime/http/fields.ts'
import { problemResponses } from '../../../runtime/http/problem.ts'
import { unprocessable } from '../../../runtime/http/unprocessable.ts'
import { findTemplate } from '../templates.ts'
import { listVariants } from '../variant-store.ts'
import { showVariant } from '../views.ts'
import { writeVariants } from './columns.ts'
import { ReadBody, Themes, VariantsFile, VariantsImport, VariantsImported } from './exchange-schema.ts'
import { importVariants } from './import.ts'
import { type ReadVariants, readVariants } from './read-variants.ts'
import { themesOf } from './themes.ts'

/** Import and export of variants, and their themes. */
export const exchangeRoutes: FastifyPluginAsyncTypebox<{
  readonly configuration: Configuration
  readonly clock: Clock
}> = async (app, { configuration, clock }) => {
  const store = configuration.db.kysely
  const tags = ['variants']

  /** Without replaced variants, which are the history of others. */
  async function load(org: Org, id: string) {
    const template = await findTemplate(store, org, id)
    const variants = await listVariants(store, org.id, id)
    return { template, variants: variants.filter(({ replaced_by }) => replaced_by === null) }
  }

  app.get(
    '/orgs/:org/templates/:id/variants.csv',
    {
      schema: {
        operationId: 'exportVariantsCsv',
        'x-problems': ['template-not-found'],
        summary: 'Export the variants of a template as CSV',
        description: 'No cell is a formula: a text that a spreadsheet would run begins with an apostrophe.',
        tags,
        params: TemplateParams,
        response: { 200: csvResponse, ...problemResponses },
      },
    },
    async ({ org, params: { id } }, reply) => {
      const { template, variants } = await load(org, id)
      return asCsvFile(reply, `${id}-wordings`).send(writeVariants(template.variables, variants))
    },
  )

  app.get(
    '/orgs/:org/templates/:id/variants.json',
    {
      schema: {
        operationId: 'exportVariants',
        'x-problems': ['template-not-found'],
        summary: 'Export the variants of a template as JSON',
        tags,
        params: TemplateParams,
        response: { 200: VariantsFile, ...problemResponses },
      },
    },
    async ({ org, params: { id } }, reply) => {
      const { template, variants } = await load(org, id)
      reply.header('content-disposition', 'attachment; filename="wordings.json"')
      return {
        variables: [...template.variables],
        items: variants.map(showVariant).map(({ name, vars, attrs, themes, control, status }) => ({
          ...{ name, vars, attrs, themes, control, status },
        })),
      }
    },
  )

  app.post(
    '/orgs/:org/templates/:id/variants/import',
    {
      schema: {
        operationId: 'importVariants',
        'x-problems': ['template-not-found', 'unprocessable'],
        summary: 'Import variants from CSV or JSON: all of them or none',
        tags,
        params: TemplateParams,
        body: VariantsImport,
        response: { 200: VariantsImported, ...problemResponses },
      },
    },
    async ({ org, actor, params: { id }, body: { csv, items, dry_run: isDry = false } }) => {
      const given = items ?? (csv === undefined ? undefined : read(csv).items)
      if (given === undefined) throw unprocessable({ field: '/csv', message: 'Send csv or items.' })
      const work = { items: given, isDry, by: actor.name }
      const created = await importVariants(configuration, org, id, work, clock())
      return {
        created: created.map(variant => ({
          id: isDry ? null : variant.id,
          name: variant.name,
          status: variant.status,
        })),
      }
    },
  )

  app.post(
    '/orgs/:org/variants/read',
    {
      schema: {
        operationId: 'readVariantsCsv',
        'x-changes-nothing': true,
        'x-problems': ['unprocessable'],
        summary: 'Read a CSV of variants, before there is a template for them',
        tags,
        params: OrgParams,
        body: ReadBody,
        response: { 200: VariantsFile, ...problemResponses },
      },
    },
    async ({ body: { csv } }) => {
      const { variables, items } = read(csv)
      return { variables: [...variables], items: [...items] }
    },
  )

  app.get(
    '/orgs/:org/themes',
    {
      schema: {
        operationId: 'listThemes',
        summary: 'List the themes of all variants that are not archived',
        tags,
        params: OrgParams,
        response: { 200: Themes, ...problemResponses },
      },
    },
    async ({ org }) => ({ items: themesOf(org) }),
  )
}

function read(csv: string): ReadVariants {
  const variants = readVariants(csv)
  if (variants.ok) return variants.value
  throw unprocessable(...variants.reason)
}
