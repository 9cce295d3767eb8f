import type { Org } from '../../../runtime/catalog/catalog.ts'
import type { Session } from '../../../runtime/db/session.ts'
import { findPeople } from '../../../runtime/people/find-people.ts'
import type { Link, Names } from '../../../runtime/people/links.ts'

/** Whether all names of a row are among these. */
export const isAmong = ({ userKey, email }: Names, names: ReadonlySet<string>): boolean =>
  [userKey, email].every(name => name === null || names.has(name))

interface Concerned {
  readonly names: readonly string[]
  /** Those of them whose person's names are all among them too. */
  readonly whole: ReadonlySet<string>
}

/** All names of the people that new links have joined, or parted: a link can show that a name is shared. */
export async function joinedOrParted(session: Session, org: Org, links: readonly Link[]): Promise<Concerned> {
  if (links.length === 0) return { names: [], whole: new Set() }
  const people = links
    .flatMap(({ userId, email }) => [userId, email])
    .map(userKey => ({ userKey, email: null }))
  const joined = await findPeople(session, org.id, people)
  const whole = new Set(joined.allNames)
  if (joined.isPlain) return { names: joined.allNames, whole }
  const parted = await findPeople(session, org.id, people, { except: links })
  return { names: [...new Set([...joined.allNames, ...parted.allNames])], whole }
}
