import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { whyNone } from '../../core/ids/none.ts'
import { spellUserId } from '../../core/ids/spelling.ts'
import type { Clock } from '../../lib/clock.ts'
import { storableText } from '../../lib/json.ts'
import { maskName } from '../../lib/mask-name.ts'
import { type Access, guardOrg } from '../../runtime/catalog/access.ts'
import { OrgParams } from '../../runtime/http/fields.ts'
import { Problem, problemResponses } from '../../runtime/http/problem.ts'
import { unprocessable } from '../../runtime/http/unprocessable.ts'
import type { SeesPeople } from '../../runtime/people/sees-people.ts'
import { type Erasing, erasePerson, type ForgetCells } from './erase.ts'
import { maskPerson } from './mask-person.ts'
import type { Reach } from './reach.ts'
import { Erased, EraseQuery, FoundPeople, Person, PersonParams, PersonQuery, SearchBody } from './schema.ts'
import { searchPeople } from './search.ts'
import { type Tracing, tracePerson } from './trace.ts'

export interface PeopleServices extends Tracing {
  readonly access: Access
  readonly clock: Clock
  readonly forgetCells: ForgetCells
  readonly seesPeople: SeesPeople
}

export const peopleRoutes: FastifyPluginAsyncTypebox<PeopleServices> = async (app, services) => {
  const { access, clock, db, handles, loadEvents, forgetCells, seesPeople } = services
  guardOrg(app, access, { scope: 'manage', change: 'administer' })

  /** The name in an address: itself, or behind a handle. */
  const nameOf = (orgId: number, user: string): string => handles.open(orgId, user) ?? storableText(user)

  app.get(
    '/orgs/:org/people/:user',
    {
      schema: {
        operationId: 'tracePerson',
        'x-problems': ['not-found'],
        summary: 'Get the decisions, events and attributions of a person',
        tags: ['people'],
        params: PersonParams,
        querystring: PersonQuery,
        response: { 200: Person, ...problemResponses },
      },
    },
    async request => {
      const { org, params, query } = request
      const person = await tracePerson(services, org, nameOf(org.id, params.user), query)
      if (person === undefined) return unknown(params.user)
      if (await seesPeople(request, { type: 'person', id: params.user })) return person
      const ids = person.events.map(({ id }) => id)
      return maskPerson(person, [...(await loadEvents(org, ids, true))])
    },
  )

  app.post(
    '/orgs/:org/people/search',
    {
      config: { permission: 'read' },
      schema: {
        operationId: 'searchPeople',
        'x-changes-nothing': true,
        summary: 'Find people by user id, address or tracking id',
        description: 'The words of the search are in the body, so that no address appears in a URL.',
        tags: ['people'],
        params: OrgParams,
        body: SearchBody,
        response: { 200: FoundPeople, ...problemResponses },
      },
    },
    async request => {
      const items = await searchPeople(services, request.org, request.body.q)
      if (items.length === 0 || (await seesPeople(request, { type: 'person', id: null }))) return { items }
      return { items: items.map(item => ({ ...item, name: maskName(item.name) })) }
    },
  )

  app.delete(
    '/orgs/:org/people/:user',
    {
      schema: {
        operationId: 'erasePerson',
        'x-problems': ['not-found', 'unprocessable', 'reaches-several'],
        summary: 'Erase a person',
        description:
          'Deletes names, attributes, ids and raw webhook calls. Figures stay unchanged. The erasure is final. Placeholder ids, such as null, are refused. An erasure that would reach more than one address, or more than 5 user ids, is refused with what it would reach; `insist=true` carries it out.',
        tags: ['people'],
        params: PersonParams,
        querystring: EraseQuery,
        response: { 200: Erased, ...problemResponses },
      },
    },
    async request => {
      const { org, params, query } = request
      const erasing: Erasing = { forgetCells, now: clock() }
      const user = naming(nameOf(org.id, params.user))
      const erasure = await erasePerson(db, org, user, erasing, query.insist === true)
      if ('wouldReach' in erasure) {
        const isShown = await seesPeople(request, { type: 'person', id: params.user })
        throw reachesSeveral(erasure.wouldReach, isShown ? name => name : maskName)
      }
      return erasure.erased ?? unknown(params.user)
    },
  )
}

/** @throws Problem unprocessable if the id can belong to several people */
function naming(user: string): string {
  const why = whyNone(spellUserId(user), 'person')
  if (why === undefined) return user
  throw unprocessable({
    field: '/user',
    message: `"${user}" names nobody: it ${why}, and several people can have it. Nobody was erased. Use the person's own user id or address.`,
  })
}

/** The refusal of an erasure that may reach several people, with what it would reach. */
function reachesSeveral(reach: Reach, shown: (name: string) => string): Problem {
  const { addresses, ids, decisions, events } = reach
  return new Problem(
    'reaches-several',
    `The erasure would reach ${addresses.length} addresses and ${ids.length} user ids, with ${decisions.length} decisions and ${events.length} events. These may be several people, so nobody was erased. Check the names in would_reach. To erase all of it, repeat the request with ?insist=true.`,
    [],
    {
      wouldReach: {
        addresses: addresses.map(shown),
        ids: ids.map(shown),
        decisions: decisions.length,
        events: events.length,
      },
    },
  )
}

/** @throws Problem not-found */
function unknown(user: string): never {
  throw new Problem('not-found', `There is no person with the user id or address "${user}".`)
}
