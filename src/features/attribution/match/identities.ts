import type { StoredEvent } from '../../../core/events/stored-event.ts'
import { namingPerson } from '../../../core/ids/none.ts'
import type { Session } from '../../../runtime/db/session.ts'
import { loadLinks } from './identity-link-store.ts'
import type { Link } from './identity-links.ts'

/** The user ids and addresses that, as far as Parley knows, belong to one person. */
export interface People {
  readonly namesOf: (event: Pick<StoredEvent, 'userKey' | 'email'>) => ReadonlySet<string>
  readonly allNames: readonly string[]
}

// A shared mailbox may be linked to thousands of user ids. They are not one person.
const NAMES_MAX = 20
const ROUNDS_MAX = 3

/** Finds all other user ids and addresses of the people in some events. */
export async function findPeople(
  session: Session,
  orgId: number,
  events: readonly Pick<StoredEvent, 'userKey' | 'email'>[],
): Promise<People> {
  const links: Link[] = []
  const seen = new Set<string>()
  let frontier = new Set(events.flatMap(namesIn))
  for (let round = 0; round < ROUNDS_MAX && frontier.size > 0; round++) {
    const found = await loadLinks(session, orgId, [...frontier])
    for (const name of frontier) seen.add(name)
    links.push(...found)
    frontier = new Set(found.flatMap(({ userId, email }) => [userId, email]).filter(name => !seen.has(name)))
  }
  for (const name of frontier) seen.add(name)
  const groups = groupNames(links)
  const namesOf = (event: Pick<StoredEvent, 'userKey' | 'email'>) => {
    const own = namesIn(event)
    const group = new Set(own.flatMap(name => [...(groups.get(name) ?? [name])]))
    return group.size > NAMES_MAX ? new Set(own) : group
  }
  return { namesOf, allNames: [...seen] }
}

const namesIn = ({ userKey, email }: Pick<StoredEvent, 'userKey' | 'email'>): readonly string[] =>
  [namingPerson(userKey), namingPerson(email)].filter(name => name !== null)

/** Linked names, direct or indirect, share one set. */
function groupNames(links: readonly Link[]): ReadonlyMap<string, ReadonlySet<string>> {
  const groups = new Map<string, Set<string>>()
  for (const { userId, email } of links) {
    const left = groups.get(userId) ?? new Set([userId])
    const right = groups.get(email) ?? new Set([email])
    const merged = left === right ? left : new Set([...left, ...right])
    for (const name of merged) groups.set(name, merged)
  }
  return groups
}
