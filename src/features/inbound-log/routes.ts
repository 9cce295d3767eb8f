import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { Clock } from '../../lib/clock.ts'
import { isId } from '../../lib/id.ts'
import { type Access, guardOrg } from '../../runtime/catalog/access.ts'
import { OrgParams } from '../../runtime/http/fields.ts'
import { Problem, problemResponses } from '../../runtime/http/problem.ts'
import type { SeesPeople } from '../../runtime/people/sees-people.ts'
import { type Inspecting, inspectRequest } from './inspect/inspect.ts'
import { maskRequest } from './inspect/mask-request.ts'
import { listRequests } from './list.ts'
import { cancelReplay, listReplays, loadReplay, startReplay } from './replay.ts'
import { Replay, ReplayBody, ReplayPage } from './replay-schema.ts'
import { IdParams, ListQuery, RequestDetail, RequestPage, RequestsQuery } from './schema.ts'
import { showRequests, withName } from './show.ts'
import { RequestsSummary, SummaryQuery } from './summary/schema.ts'
import { summariseRequests } from './summary/store.ts'

export interface RequestsServices extends Inspecting {
  readonly access: Access
  readonly clock: Clock
  readonly seesPeople: SeesPeople
  /** Told when there is something to read again. */
  readonly onReplay: () => void
}

export const requestRoutes: FastifyPluginAsyncTypebox<RequestsServices> = async (app, services) => {
  const { access, db, clock, seesPeople, onReplay } = services
  guardOrg(app, access, { scope: 'manage', change: 'operate' })

  app.get(
    '/orgs/:org/requests',
    {
      schema: {
        operationId: 'listRequests',
        summary: 'List webhook calls and their outcomes',
        tags: ['ingest'],
        params: OrgParams,
        querystring: RequestsQuery,
        response: { 200: RequestPage, ...problemResponses },
      },
    },
    async ({ org, query }) => {
      const { completeBackTo, ...page } = await listRequests(
        db,
        org.id,
        withName(services.handles, org.id, query),
      )
      return {
        ...page,
        items: await showRequests(services, org.id, page.items),
        complete_back_to: completeBackTo?.toISOString() ?? null,
      }
    },
  )

  app.get(
    '/orgs/:org/requests/summary',
    {
      schema: {
        operationId: 'summariseRequests',
        summary: 'Count webhook calls by outcome and time',
        tags: ['ingest'],
        params: OrgParams,
        querystring: SummaryQuery,
        response: { 200: RequestsSummary, ...problemResponses },
      },
    },
    async ({ org, query }) => summariseRequests(db, org.id, query, clock()),
  )

  app.get(
    '/orgs/:org/requests/:id',
    {
      schema: {
        operationId: 'getRequest',
        'x-problems': ['not-found'],
        summary: 'Get a webhook call with its events',
        tags: ['ingest'],
        params: IdParams,
        response: { 200: RequestDetail, ...problemResponses },
      },
    },
    async request => {
      const { org, params } = request
      const id = params.id.toLowerCase()
      const detail = isId(id) ? await inspectRequest(services, org, id, clock()) : undefined
      if (!detail)
        throw new Problem('not-found', `There is no webhook call "${params.id}", or it is no longer kept.`)
      return (await seesPeople(request, { type: 'request', id })) ? detail : maskRequest(detail)
    },
  )

  app.post(
    '/orgs/:org/requests/replay',
    {
      schema: {
        operationId: 'replayRequests',
        summary: 'Process stored webhook calls again',
        description:
          'Use it after you correct a setting. The new result of a call replaces its previous result, ' +
          'so nothing is counted twice. Calls that still wait for processing stay unchanged.',
        tags: ['ingest'],
        params: OrgParams,
        body: ReplayBody,
        response: { 202: Replay, ...problemResponses },
      },
    },
    async ({ org, body }, reply) => {
      const replay = await startReplay(db, org, body.filter, clock())
      onReplay()
      return reply.status(202).send(replay)
    },
  )

  app.get(
    '/orgs/:org/requests/replays',
    {
      schema: {
        operationId: 'listReplays',
        summary: 'List replays, newest first',
        tags: ['ingest'],
        params: OrgParams,
        querystring: ListQuery,
        response: { 200: ReplayPage, ...problemResponses },
      },
    },
    async ({ org, query }) => listReplays(db, org.id, query),
  )

  app.post(
    '/orgs/:org/requests/replays/:id/cancel',
    {
      schema: {
        operationId: 'cancelReplay',
        'x-problems': ['not-found', 'conflict'],
        summary: 'Cancel a replay; calls that are not processed yet stay unchanged',
        tags: ['ingest'],
        params: IdParams,
        response: { 200: Replay, ...problemResponses },
      },
    },
    async ({ org, params: { id } }) => {
      const replay = isId(id) ? await cancelReplay(db, org.id, id, clock()) : undefined
      if (!replay) throw new Problem('not-found', `There is no replay "${id}".`)
      return replay
    },
  )

  app.get(
    '/orgs/:org/requests/replays/:id',
    {
      schema: {
        operationId: 'getReplay',
        'x-problems': ['not-found'],
        summary: 'Get the progress of a replay',
        tags: ['ingest'],
        params: IdParams,
        response: { 200: Replay, ...problemResponses },
      },
    },
    async ({ org, params: { id } }) => {
      const replay = isId(id) ? await loadReplay(db, org.id, id) : undefined
      if (!replay) throw new Problem('not-found', `There is no replay "${id}".`)
      return replay
    },
  )
}
