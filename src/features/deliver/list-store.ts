import { sql } from 'kysely'
import { ownNames } from '../../core/ids/person-names.ts'
import { firstIdOf, isId } from '../../lib/id.ts'
import type { Database } from '../../runtime/db/session.ts'
import { readCursor } from '../../runtime/http/page.ts'
import { readPeriod } from '../../runtime/http/period.ts'
import { type Condition, is } from '../../runtime/lists/find-rows.ts'
import { before, listNewest } from '../../runtime/lists/list-newest.ts'
import type { LookBackPage } from '../../runtime/lists/look-back.ts'
import { hashOfRequest } from './queue-store.ts'
import type { DeliveriesQuery, DeliveryView } from './schema.ts'
import { toView } from './store.ts'

/**
 * The deliveries that match a query, newest first. Those of a person or a request are found by an index.
 * @throws Problem invalid-request if the cursor or a time cannot be read
 */
export function listDeliveries(
  db: Database,
  orgId: number,
  query: DeliveriesQuery,
): Promise<LookBackPage<DeliveryView>> {
  return listNewest(
    { db, log: 'deliveries', orgId, show: toView },
    { named: namesOf(query), bounds: boundsOf(query), searched: searchedOf(query) },
    query.limit,
  )
}

/** The filters with an index. Each lists what has its value. */
const namesOf = ({ user, request_id }: DeliveriesQuery): readonly (readonly Condition[])[] => [
  ...(request_id === undefined ? [] : [[is('request_hash', hashOfRequest(request_id))]]),
  ...(user === undefined
    ? []
    : [ownNames(user).flatMap(name => [is('user_id', name), is('email', name), is('phone', name)])]),
]

/** Ids begin with their time, and follow the state in its index. */
function boundsOf({ state, cursor, ...query }: DeliveriesQuery): readonly Condition[] {
  const last = readCursor(cursor, isId)
  const { from, to } = readPeriod(query)
  return [
    ...(state === undefined ? [] : [is('state', state)]),
    ...(from === undefined ? [] : [sql<boolean>`id >= ${firstIdOf(from)}`]),
    ...(to === undefined ? [] : [sql<boolean>`id < ${firstIdOf(to)}`]),
    ...(last === '' ? [] : before('deliveries', last)),
  ]
}

const searchedOf = ({ transport, template, reason }: DeliveriesQuery): readonly Condition[] => [
  ...(transport === undefined ? [] : [is('transport', transport)]),
  ...(template === undefined ? [] : [is('template_id', template)]),
  ...(reason === undefined ? [] : [is('reason', reason)]),
]
