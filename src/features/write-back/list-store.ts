import { sql } from 'kysely'
import { ownNames } from '../../core/ids/person-names.ts'
import { isId } from '../../lib/id.ts'
import type { Database } from '../../runtime/db/session.ts'
import { readCursor } from '../../runtime/http/page.ts'
import { type Condition, is } from '../../runtime/lists/find-rows.ts'
import { before, listNewest } from '../../runtime/lists/list-newest.ts'
import type { LookBackPage } from '../../runtime/lists/look-back.ts'
import type { ProfileWrite, ProfileWritesQuery } from './schema.ts'
import { toProfileWrite } from './store.ts'

/**
 * The writes that match a query, newest first. Those of a person, and those that wait or were given up, are found by an
 * index. Writes whose decision is still being stored are not listed.
 * @throws Problem invalid-request if the cursor cannot be read
 */
export function listWrites(
  db: Database,
  orgId: number,
  query: ProfileWritesQuery,
): Promise<LookBackPage<ProfileWrite>> {
  return listNewest(
    { db, log: 'profile_writes', orgId, show: toProfileWrite },
    {
      named: namesOf(query),
      bounds: boundsOf(query),
      searched: searchedOf(query),
    },
    query.limit,
  )
}

/** The filters with an index. Each lists what has its value. */
const namesOf = ({ user, state }: ProfileWritesQuery): readonly (readonly Condition[])[] => [
  ...(user === undefined ? [] : [ownNames(user).flatMap(name => [is('user_key', name), is('email', name)])]),
  // The index of few writes needs the state as a constant.
  ...(state === 'waiting' ? [[sql<boolean>`state = 'waiting'`]] : []),
]

/** The index of writes that were given up is in the order of the list. */
function boundsOf({ state, cursor }: ProfileWritesQuery): readonly Condition[] {
  const last = readCursor(cursor, isId)
  return [
    state === 'dead' ? sql`state = 'dead'` : sql`state <> 'intended'`,
    ...(last === '' ? [] : before('profile_writes', last)),
  ]
}

const searchedOf = ({ state, platform, template }: ProfileWritesQuery): readonly Condition[] => [
  ...(state === 'sent' || state === 'superseded' ? [is('state', state)] : []),
  ...(platform === undefined ? [] : [is('platform', platform)]),
  ...(template === undefined ? [] : [is('template_id', template)]),
]
