import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { Clock } from '../../lib/clock.ts'
import { isId } from '../../lib/id.ts'
import { maskName } from '../../lib/mask-name.ts'
import { type Access, guardOrg } from '../../runtime/catalog/access.ts'
import type { Database } from '../../runtime/db/session.ts'
import { OrgParams } from '../../runtime/http/fields.ts'
import { Problem, problemResponses } from '../../runtime/http/problem.ts'
import type { Handles } from '../../runtime/people/handles.ts'
import type { SeesPeople } from '../../runtime/people/sees-people.ts'
import { confirmParked, dismissParked } from './decide-parked.ts'
import type { ForgetCells } from './erase.ts'
import { ErasureParams, ParkedErasures, toParked } from './parked-schema.ts'
import { loadParked } from './parked-store.ts'
import { Erased } from './schema.ts'

export interface ParkedServices {
  readonly access: Access
  readonly db: Database
  readonly clock: Clock
  readonly handles: Handles
  readonly forgetCells: ForgetCells
  readonly seesPeople: SeesPeople
}

/** Erasures that platforms asked for, and that a person has to decide about. */
export const parkedRoutes: FastifyPluginAsyncTypebox<ParkedServices> = async (app, services) => {
  const { access, db, clock, handles, forgetCells, seesPeople } = services
  guardOrg(app, access, { scope: 'manage', change: 'administer' })

  app.get(
    '/orgs/:org/erasures',
    {
      schema: {
        operationId: 'listErasures',
        summary: 'List erasures that platforms asked for and that need a decision',
        description:
          'A platform’s request to erase somebody waits here if it would reach several people. The latest 200, waiting ones first.',
        tags: ['people'],
        params: OrgParams,
        response: { 200: ParkedErasures, ...problemResponses },
      },
    },
    async request => {
      const { org } = request
      const rows = await loadParked(db, org.id)
      const isShown =
        rows.some(({ user }) => user !== null) && (await seesPeople(request, { type: 'person', id: null }))
      const nameOf = (user: string) => (isShown ? user : maskName(user))
      return { items: rows.map(row => toParked(row, nameOf, user => handles.of(org.id, user))) }
    },
  )

  app.post(
    '/orgs/:org/erasures/:erasure/confirm',
    {
      schema: {
        operationId: 'confirmErasure',
        'x-problems': ['not-found', 'conflict'],
        summary: 'Carry out an erasure that a platform asked for, whatever it reaches',
        tags: ['people'],
        params: ErasureParams,
        response: { 200: Erased, ...problemResponses },
      },
    },
    ({ org, params }) => confirmParked(db, org, readId(params.erasure), { forgetCells, now: clock() }),
  )

  app.post(
    '/orgs/:org/erasures/:erasure/dismiss',
    {
      schema: {
        operationId: 'dismissErasure',
        'x-problems': ['not-found', 'conflict'],
        summary: 'Decide that an erasure that a platform asked for is not carried out',
        tags: ['people'],
        params: ErasureParams,
        response: { 204: {}, ...problemResponses },
      },
    },
    async ({ org, params }, reply) => {
      await dismissParked(db, org.id, readId(params.erasure), clock())
      return reply.status(204).send()
    },
  )
}

/** @throws Problem not-found */
function readId(id: string): string {
  if (isId(id)) return id
  throw new Problem('not-found', `There is no parked erasure "${id}". See GET /orgs/:org/erasures.`)
}
