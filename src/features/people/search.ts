import { ownNames } from '../../core/ids/person-names.ts'
import { storableText } from '../../lib/json.ts'
import type { Session } from '../../runtime/db/session.ts'
import type { Handles } from '../../runtime/people/handles.ts'
import type { HashingOrg } from '../../runtime/people/hashing/hash-links.ts'
import { namesOf } from './names.ts'
import type { FoundPeople } from './schema.ts'
import { type FoundName, findNamed, findTracked } from './search-store.ts'

const FOUND_MAX = 10

/**
 * The people with a user id, address or tracking id. A person is found once, whatever names were joined.
 * @param q a complete id; a handle counts as the name behind it
 */
export async function searchPeople(
  { db, handles }: { readonly db: Session; readonly handles: Handles },
  org: HashingOrg,
  q: string,
): Promise<FoundPeople['items']> {
  const text = storableText(q.trim())
  const names = ownNames(handles.open(org.id, text) ?? text)
  const items: FoundPeople['items'] = []
  const known = new Set<string>()
  const add = async (found: readonly FoundName[], foundBy: FoundPeople['items'][number]['found_by']) => {
    for (const { name, lastSeenAt } of found) {
      if (known.has(name) || items.length >= FOUND_MAX) continue
      const joined = await namesOf(db, org, name)
      for (const each of [name, ...joined]) known.add(each)
      const seen = [
        ...(await findNamed(db, org.id, joined, 'user_key')),
        ...(await findNamed(db, org.id, joined, 'email')),
      ].map(other => other.lastSeenAt.getTime())
      const last_seen_at = new Date(Math.max(lastSeenAt.getTime(), ...seen)).toISOString()
      items.push({ ref: handles.of(org.id, name), name, found_by: foundBy, last_seen_at })
    }
  }
  await add(await findNamed(db, org.id, names, 'user_key'), 'user-id')
  await add(await findNamed(db, org.id, names, 'email'), 'address')
  await add(await findTracked(db, org.id, text, FOUND_MAX), 'tracking-id')
  return items
}
