import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { storableText } from '../../lib/json.ts'
import { type Access, guardOrg } from '../../runtime/catalog/access.ts'
import type { Database } from '../../runtime/db/session.ts'
import { Problem, problemResponses } from '../../runtime/http/problem.ts'
import { erasePerson, type ForgetCells } from './erase.ts'
import { Erased, Person, PersonParams } from './schema.ts'
import { type LoadEvents, tracePerson } from './trace.ts'

export interface PeopleServices {
  readonly access: Access
  readonly db: Database
  readonly loadEvents: LoadEvents
  readonly forgetCells: ForgetCells
}

export const peopleRoutes: FastifyPluginAsyncTypebox<PeopleServices> = async (app, services) => {
  const { access, db, loadEvents, forgetCells } = services
  guardOrg(app, access, 'manage')

  app.get(
    '/orgs/:org/people/:user',
    {
      schema: {
        operationId: 'tracePerson',
        'x-problems': ['not-found'],
        summary: 'What was decided for a person, what was reported, and what counts for what',
        tags: ['people'],
        params: PersonParams,
        response: { 200: Person, ...problemResponses },
      },
    },
    async ({ org, params: { user } }) =>
      (await tracePerson(db, org, storableText(user), loadEvents)) ?? unknown(user),
  )

  app.delete(
    '/orgs/:org/people/:user',
    {
      schema: {
        operationId: 'erasePerson',
        summary: 'Forget who a person is',
        description:
          'Names, attributes, ids and raw webhook calls go; figures stay what they were. It cannot be undone.',
        tags: ['people'],
        params: PersonParams,
        response: { 200: Erased, ...problemResponses },
      },
    },
    async ({ org, params: { user } }) =>
      (await erasePerson(db, org.id, storableText(user), forgetCells)) ?? unknown(user),
  )
}

/** @throws Problem not-found */
function unknown(user: string): never {
  throw new Problem('not-found', `Nobody is known by the user id or address "${user}".`)
}
