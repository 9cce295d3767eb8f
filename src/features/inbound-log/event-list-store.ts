import { sql } from 'kysely'
import { ownNames } from '../../core/ids/person-names.ts'
import { storableText } from '../../lib/json.ts'
import type { Database } from '../../runtime/db/session.ts'
import { type Condition, is } from '../../runtime/lists/find-rows.ts'
import { listNewest } from '../../runtime/lists/list-newest.ts'
import type { LookBackPage } from '../../runtime/lists/look-back.ts'
import { readBounds, toCondition } from './bounds.ts'
import { type OrgOfEvents, toStoredEvent } from './event-store.ts'
import type { EventsQuery, StoredEvent } from './schema.ts'

/**
 * The events of a query, newest first. Those of a person or a message are found by an index.
 * @throws Problem invalid-request if a cursor or a time cannot be read
 */
export function listEvents(
  db: Database,
  org: OrgOfEvents,
  query: EventsQuery,
): Promise<LookBackPage<StoredEvent>> {
  return listNewest(
    { db, log: 'events', orgId: org.id, show: toStoredEvent(org) },
    {
      named: namesOf(query),
      bounds: readBounds(query).map(toCondition),
      searched: searchedOf(query),
    },
    query.limit,
  )
}

/** The filters with an index. Each lists what has its value. */
const namesOf = ({ user, message_id, tracking_id }: EventsQuery): readonly (readonly Condition[])[] => [
  ...(tracking_id === undefined ? [] : [[equals('tracking_id', tracking_id)]]),
  // If several people share a message id, it is among the refs.
  ...(message_id === undefined
    ? []
    : [
        [equals('message_id', message_id), sql<boolean>`refs ->> 'message_id' = ${storableText(message_id)}`],
      ]),
  // User ids are stored unchanged, addresses in lower case.
  ...(user === undefined
    ? []
    : [ownNames(user).flatMap(name => [equals('user_key', name), equals('email', name)])]),
]

const SEARCHED = { type: 'type', platform: 'platform', outcome: 'outcome', template: 'template_id' } as const

const searchedOf = (query: EventsQuery): readonly Condition[] =>
  (['type', 'platform', 'outcome', 'template'] as const).flatMap(name => {
    const value = query[name]
    return value === undefined ? [] : [equals(SEARCHED[name], value)]
  })

const equals = (column: string, value: string): Condition => is(column, storableText(value))
