import { ownNames } from '../../core/ids/person-names.ts'
import { isAddress, spellUserId } from '../../core/ids/spelling.ts'
import type { Session } from '../../runtime/db/session.ts'
import { findPeople, type People } from '../../runtime/people/find-people.ts'

const EVER = new Date(0)

/** All names of the person with this user id or address, under which rows may be stored. */
export async function namesOf(session: Session, orgId: number, user: string): Promise<readonly string[]> {
  const { own, people } = await explore(session, orgId, user)
  return [...new Set([...own, ...people.allNames])]
}

// More names than a person has are not erased without being asked, but are erased if asked.
const ERASED_NAMES_MAX = 500

/** All names that an erasure covers, and whether they belong to several people. */
export async function namesToErase(
  session: Session,
  orgId: number,
  user: string,
): Promise<{ readonly names: readonly string[]; readonly isShared: boolean }> {
  const { own, people } = await explore(session, orgId, user, ERASED_NAMES_MAX)
  return {
    names: [...new Set([...own, ...people.allNames])],
    isShared: own.some(name => people.isShared(name)),
  }
}

async function explore(
  session: Session,
  orgId: number,
  user: string,
  namesMax?: number,
): Promise<{ readonly own: readonly string[]; readonly people: People }> {
  const own = ownNames(user)
  const rows = own.map(userKey => ({ userKey, email: null }))
  const source = { decisionsSince: EVER, ...(namesMax === undefined ? {} : { namesMax }) }
  return { own, people: await findPeople(session, orgId, rows, source) }
}

/** The names as people see them: spellings of older versions are one name. */
export function sortNames(names: readonly string[]): {
  readonly addresses: readonly string[]
  readonly ids: readonly string[]
} {
  const spelled = [...new Set(names.map(spellUserId))]
  return {
    addresses: spelled.filter(isAddress),
    ids: spelled.filter(name => !isAddress(name)),
  }
}
