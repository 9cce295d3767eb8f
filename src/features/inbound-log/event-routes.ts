import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import { type Access, guardOrg } from '../../runtime/catalog/access.ts'
import type { Database } from '../../runtime/db/session.ts'
import { OrgParams } from '../../runtime/http/fields.ts'
import { Problem, problemResponses } from '../../runtime/http/problem.ts'
import type { SeesPeople } from '../../runtime/people/sees-people.ts'
import { listEvents } from './event-list-store.ts'
import { listEventNames } from './event-names.ts'
import { loadEvents } from './event-store.ts'
import { maskEvent } from './inspect/mask-request.ts'
import { EventNamePage, EventNamesQuery, EventPage, EventsQuery, IdParams } from './schema.ts'

export interface EventsServices {
  readonly access: Access
  readonly db: Database
  readonly seesPeople: SeesPeople
}

export const eventRoutes: FastifyPluginAsyncTypebox<EventsServices> = async (
  app,
  { access, db, seesPeople },
) => {
  guardOrg(app, access, { scope: 'manage', change: 'operate' })

  app.get(
    '/orgs/:org/events',
    {
      schema: {
        operationId: 'listEvents',
        summary: 'List events and their outcomes',
        tags: ['ingest'],
        params: OrgParams,
        querystring: EventsQuery,
        response: { 200: EventPage, ...problemResponses },
      },
    },
    async request => {
      const page = await listEvents(db, request.org, request.query)
      return (await seesPeople(request, { type: 'event', id: null }))
        ? page
        : { ...page, items: page.items.map(maskEvent) }
    },
  )

  app.get(
    '/orgs/:org/event-names',
    {
      schema: {
        operationId: 'listEventNames',
        summary: 'List event names of platforms and their event types',
        tags: ['ingest'],
        params: OrgParams,
        querystring: EventNamesQuery,
        response: { 200: EventNamePage, ...problemResponses },
      },
    },
    async ({ org, query }) => listEventNames(db, org, query),
  )

  app.get(
    '/orgs/:org/events/:id',
    {
      schema: {
        operationId: 'getEvent',
        'x-problems': ['not-found'],
        summary: 'Get an event',
        tags: ['ingest'],
        params: IdParams,
        response: { 200: Type.Ref('Event'), ...problemResponses },
      },
    },
    async request => {
      const { org, params } = request
      const [event] = await loadEvents(db, org, [params.id])
      if (!event) throw new Problem('not-found', `There is no event "${params.id}", or it is no longer kept.`)
      return (await seesPeople(request, { type: 'event', id: event.id })) ? event : maskEvent(event)
    },
  )
}
