import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import { PageQuery } from '../../../../runtime/http/page.ts'
import { Problem, problemResponses } from '../../../../runtime/http/problem.ts'
import { RunPage, RunParams, RunView } from '../run-schema.ts'
import { SourceParams } from '../schema.ts'
import type { SourceServices } from '../services.ts'
import { findSource } from '../source-store.ts'
import { showRun } from './run.ts'
import { cancelRun, findRun, listRuns, queueRun } from './run-store.ts'

/** Runs: the readings of a source. */
export const runRoutes: FastifyPluginAsyncTypebox<SourceServices> = async (app, { db, clock, onQueued }) => {
  const tags = ['sources']
  const one = { tags, params: RunParams, response: { 200: RunView, ...problemResponses } }

  app.get(
    '/orgs/:org/sources/:source/runs',
    {
      schema: {
        operationId: 'listSourceRuns',
        'x-problems': ['not-found'],
        summary: 'List the runs of a source, newest first',
        tags,
        params: SourceParams,
        querystring: Type.Object(PageQuery),
        response: { 200: RunPage, ...problemResponses },
      },
    },
    async ({ org, params, query }) => {
      const { id } = await findSource(db.kysely, org.id, params.source)
      return listRuns(db, org.id, id, query)
    },
  )

  app.post(
    '/orgs/:org/sources/:source/runs',
    {
      schema: {
        operationId: 'runSource',
        'x-problems': ['not-found', 'conflict'],
        summary: 'Read a source now',
        description: 'The run happens in the background. One run of a source at a time.',
        tags,
        params: SourceParams,
        response: { 202: RunView, ...problemResponses },
      },
    },
    async ({ org, params, actor }, reply) => {
      const source = await findSource(db.kysely, org.id, params.source)
      if (source.is_paused) throw new Problem('conflict', 'The source is paused. Resume it first.')
      const given = { orgId: org.id, sourceId: source.id, trigger: 'request' as const, by: actor.name }
      const run = await queueRun(db.kysely, given, clock())
      if (run === undefined)
        throw new Problem('conflict', 'The source is being read already. Wait for that run, or cancel it.')
      onQueued()
      return reply.status(202).send(showRun(run))
    },
  )

  app.get(
    '/orgs/:org/sources/:source/runs/:run',
    {
      schema: {
        ...one,
        operationId: 'getSourceRun',
        'x-problems': ['not-found'],
        summary: 'Get the progress of a run',
      },
    },
    async ({ org, params }) => {
      const { id } = await findSource(db.kysely, org.id, params.source)
      return showRun(await findRun(db.kysely, org.id, id, params.run))
    },
  )

  app.post(
    '/orgs/:org/sources/:source/runs/:run/cancel',
    {
      schema: {
        ...one,
        operationId: 'cancelSourceRun',
        'x-problems': ['not-found', 'conflict'],
        summary: 'Cancel a run; what was read stays, and the next run goes on',
      },
    },
    async ({ org, params }) => {
      const { id } = await findSource(db.kysely, org.id, params.source)
      return showRun(await cancelRun(db, org.id, id, params.run, clock()))
    },
  )
}
