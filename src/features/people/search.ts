import { storableText } from '../../lib/json.ts'
import type { Session } from '../../runtime/db/session.ts'
import type { Handles } from '../../runtime/people/handles.ts'
import { ownNames } from './name-store.ts'
import type { FoundPeople } from './schema.ts'
import { findNamed, findTracked } from './search-store.ts'

const FOUND_MAX = 10

/**
 * The people with a user id, address or tracking id. A person whose user id is an address is found once.
 * @param q a complete id; a handle counts as the name behind it
 */
export async function searchPeople(
  { db, handles }: { readonly db: Session; readonly handles: Handles },
  orgId: number,
  q: string,
): Promise<FoundPeople['items']> {
  const text = storableText(q.trim())
  const names = ownNames(handles.open(orgId, text) ?? text)
  const byId = await findNamed(db, orgId, names, 'user_key')
  const byAddress = await findNamed(db, orgId, names, 'email')
  const byTracking = await findTracked(db, orgId, text, FOUND_MAX)
  const found = new Map<string, FoundPeople['items'][number]>()
  const add = (rows: typeof byId, foundBy: FoundPeople['items'][number]['found_by']) => {
    for (const { name, lastSeenAt } of rows) {
      if (found.has(name)) continue
      found.set(name, {
        ref: handles.of(orgId, name),
        name,
        found_by: foundBy,
        last_seen_at: lastSeenAt.toISOString(),
      })
    }
  }
  add(byId, 'user-id')
  add(byAddress, 'address')
  add(byTracking, 'tracking-id')
  return [...found.values()].slice(0, FOUND_MAX)
}
