import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { type Access, guardOrg } from '../../runtime/catalog/access.ts'
import { findTemplate } from '../../runtime/catalog/find-template.ts'
import { asCsvFile, csvResponse } from '../../runtime/http/csv.ts'
import { problemResponses } from '../../runtime/http/problem.ts'
import { csvOf } from './csv.ts'
import { loadReport, loadSeries, type ResultsSources } from './results.ts'
import { Results, ResultsQuery, Series, SeriesQuery, TemplateParams } from './schema.ts'

export interface ResultsServices extends ResultsSources {
  readonly access: Access
}

export const resultsRoutes: FastifyPluginAsyncTypebox<ResultsServices> = async (
  app,
  { access, ...sources },
) => {
  guardOrg(app, access, { scope: 'manage', change: 'edit' })
  const about = { tags: ['results'], params: TemplateParams }

  app.get(
    '/orgs/:org/templates/:id/results',
    {
      schema: {
        ...about,
        operationId: 'getResults',
        'x-problems': ['template-not-found'],
        summary: 'Get the results of a template, compared with control',
        querystring: ResultsQuery,
        response: { 200: Results, ...problemResponses },
      },
    },
    async ({ org, params, query }) => loadReport(sources, await findTemplate(access, org, params.id), query),
  )

  app.get(
    '/orgs/:org/templates/:id/results/timeseries',
    {
      schema: {
        ...about,
        operationId: 'getResultsTimeseries',
        'x-problems': ['template-not-found', 'unprocessable'],
        summary: 'Get figures by time and variant, with traffic shares',
        querystring: SeriesQuery,
        response: { 200: Series, ...problemResponses },
      },
    },
    async ({ org, params, query }) => loadSeries(sources, await findTemplate(access, org, params.id), query),
  )

  app.get(
    '/orgs/:org/templates/:id/results.csv',
    {
      schema: {
        ...about,
        operationId: 'getResultsCsv',
        'x-problems': ['template-not-found'],
        summary: 'Get the results as CSV, one row per variant',
        querystring: ResultsQuery,
        response: { 200: csvResponse, ...problemResponses },
      },
    },
    async ({ org, params, query }, reply) => {
      const results = await loadReport(sources, await findTemplate(access, org, params.id), query)
      return asCsvFile(reply, `${params.id}-results`).send(csvOf(results))
    },
  )
}
