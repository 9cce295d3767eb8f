import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { type Access, guardOrg } from '../../runtime/catalog/access.ts'
import { findTemplate } from '../../runtime/catalog/find-template.ts'
import { asCsvFile, csvResponse } from '../../runtime/http/csv.ts'
import { TemplateParams } from '../../runtime/http/fields.ts'
import { problemResponses } from '../../runtime/http/problem.ts'
import { type AnswerCache, currentReport } from './cache.ts'
import { seriesCsvOf } from './csv.ts'
import type { ResultsSources, Subject } from './results.ts'
import { ResultsCsvQuery, ResultsQuery } from './schema/query.ts'
import { Results } from './schema.ts'
import { resultsCsvOf, segmentMissing } from './segments/csv.ts'
import { loadSeries } from './series/series.ts'
import { Series, SeriesCsvQuery, SeriesQuery } from './series/series-schema.ts'

export interface ResultsServices extends ResultsSources {
  readonly access: Access
  readonly answers: AnswerCache
}

const NAMES = { wordings: 'results', themes: 'themes', segments: 'segments' } as const

export const resultsRoutes: FastifyPluginAsyncTypebox<ResultsServices> = async (
  app,
  { access, answers, ...sources },
) => {
  guardOrg(app, access, { scope: 'manage', change: 'edit' })
  const find = ({ slug }: Subject['org'], id: string) => findTemplate(access, { slug }, id)
  const reportFor = (subject: Subject, query: ResultsQuery) => currentReport(answers, sources, subject, query)
  async function seriesFor(subject: Subject, query: SeriesQuery): Promise<Series> {
    const name = `series ${JSON.stringify(query)}`
    return {
      ...(await answers.get(subject, name, () => loadSeries(sources, subject, query))),
      as_of: sources.clock().toISOString(),
    }
  }
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
    async ({ org, params, query }) => reportFor(await find(org, params.id), query),
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
    async ({ org, params, query }) => seriesFor(await find(org, params.id), query),
  )

  app.get(
    '/orgs/:org/templates/:id/results.csv',
    {
      schema: {
        ...about,
        operationId: 'getResultsCsv',
        'x-problems': ['template-not-found'],
        summary: 'Get the results as CSV: one row per variant, theme or segment',
        querystring: ResultsCsvQuery,
        response: { 200: csvResponse, ...problemResponses },
      },
    },
    async ({ org, params, query: { table, ...query } }, reply) => {
      if (table === 'segments' && query.segment === undefined) throw segmentMissing()
      const results = await reportFor(await find(org, params.id), query)
      return asCsvFile(reply, `${params.id}-${NAMES[table]}`).send(resultsCsvOf(results, table))
    },
  )

  app.get(
    '/orgs/:org/templates/:id/timeseries.csv',
    {
      schema: {
        ...about,
        operationId: 'getResultsTimeseriesCsv',
        'x-problems': ['template-not-found', 'unprocessable'],
        summary: 'Get the time series as CSV: figures, lift or shares of traffic',
        querystring: SeriesCsvQuery,
        response: { 200: csvResponse, ...problemResponses },
      },
    },
    async ({ org, params, query: { table, ...query } }, reply) => {
      const series = await seriesFor(await find(org, params.id), query)
      return asCsvFile(reply, `${params.id}-${table}`).send(seriesCsvOf(series, table))
    },
  )
}
