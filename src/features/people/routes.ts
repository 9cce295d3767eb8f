import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { whyNobody } from '../../core/events/person-id.ts'
import { storableText } from '../../lib/json.ts'
import { type Access, guardOrg } from '../../runtime/catalog/access.ts'
import type { Database } from '../../runtime/db/session.ts'
import { Problem, problemResponses } from '../../runtime/http/problem.ts'
import { unprocessable } from '../../runtime/http/unprocessable.ts'
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
  guardOrg(app, access, { scope: 'manage', change: 'administer' })

  app.get(
    '/orgs/:org/people/:user',
    {
      schema: {
        operationId: 'tracePerson',
        'x-problems': ['not-found'],
        summary: 'Get the decisions, events and attributions of a person',
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
        'x-problems': ['not-found', 'unprocessable'],
        summary: 'Erase a person',
        description:
          'Deletes names, attributes, ids and raw webhook calls. Figures stay unchanged. The erasure is final. Placeholder ids, such as null, are refused.',
        tags: ['people'],
        params: PersonParams,
        response: { 200: Erased, ...problemResponses },
      },
    },
    async ({ org, params: { user } }) =>
      (await erasePerson(db, org.id, naming(storableText(user)), forgetCells)) ?? unknown(user),
  )
}

/** @throws Problem unprocessable if the id can belong to several people */
function naming(user: string): string {
  const why = whyNobody(user)
  if (why === undefined) return user
  throw unprocessable({
    field: '/user',
    message: `"${user}" names nobody: it ${why}, and several people can have it. Nobody was erased. Use the person's own user id or address.`,
  })
}

/** @throws Problem not-found */
function unknown(user: string): never {
  throw new Problem('not-found', `There is no person with the user id or address "${user}".`)
}
