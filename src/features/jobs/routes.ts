import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import type { Clock } from '../../lib/clock.ts'
import { type Access, guardOrg } from '../../runtime/catalog/access.ts'
import type { Database } from '../../runtime/db/session.ts'
import { problemResponses } from '../../runtime/http/problem.ts'
import { cancelJob, findJob, listJobs } from '../../runtime/jobs/job-store.ts'
import { JobPage, JobParams, JobsQuery, JobView, showJob } from '../../runtime/jobs/schema.ts'

export interface JobServices {
  readonly access: Access
  readonly db: Database
  readonly clock: Clock
}

/** Work that takes longer than a request. */
export const jobRoutes: FastifyPluginAsyncTypebox<JobServices> = async (app, { access, db, clock }) => {
  guardOrg(app, access, { scope: 'manage', change: 'operate' })
  const tags = ['jobs']
  const one = { tags, params: JobParams, response: { 200: JobView, ...problemResponses } }

  app.get(
    '/orgs/:org/jobs',
    {
      schema: {
        operationId: 'listJobs',
        summary: 'List jobs, newest first',
        tags,
        params: Type.Pick(JobParams, ['org']),
        querystring: JobsQuery,
        response: { 200: JobPage, ...problemResponses },
      },
    },
    async ({ org, query }) => listJobs(db, org.id, query),
  )

  app.get(
    '/orgs/:org/jobs/:id',
    {
      schema: {
        ...one,
        operationId: 'getJob',
        'x-problems': ['not-found'],
        summary: 'Get the progress of a job',
      },
    },
    async ({ org, params: { id } }) => showJob(await findJob(db.kysely, org.id, id)),
  )

  app.post(
    '/orgs/:org/jobs/:id/cancel',
    {
      schema: {
        ...one,
        operationId: 'cancelJob',
        'x-problems': ['not-found', 'conflict'],
        summary: 'Cancel a job; what is done stays done',
      },
    },
    async ({ org, params: { id } }) => showJob(await cancelJob(db, org.id, id, clock())),
  )
}
