import { isHashedName } from '../../core/ids/hashed-name.ts'
import { ownNames } from '../../core/ids/person-names.ts'
import { isAddress, spellUserId } from '../../core/ids/spelling.ts'
import type { Session } from '../../runtime/db/session.ts'
import { findPeople, type People } from '../../runtime/people/find-people.ts'
import { type HashingOrg, hashLinksOf } from '../../runtime/people/hashing/hash-links.ts'

const EVER = new Date(0)

/** All names of the person with this user id or address, under which rows may be stored. */
export async function namesOf(session: Session, org: HashingOrg, user: string): Promise<readonly string[]> {
  const { own, people } = await explore(session, org, user)
  return [...new Set([...own, ...people.allNames])]
}

// More names than a person has are not erased without being asked, but are erased if asked.
const ERASED_NAMES_MAX = 500

/** All names that an erasure covers, and whether they belong to several people. */
export async function namesToErase(
  session: Session,
  org: HashingOrg,
  user: string,
): Promise<{ readonly names: readonly string[]; readonly isShared: boolean }> {
  const { own, people } = await explore(session, org, user, ERASED_NAMES_MAX)
  return {
    names: [...new Set([...own, ...people.allNames])],
    isShared: own.some(name => people.isShared(name)),
  }
}

async function explore(
  session: Session,
  org: HashingOrg,
  user: string,
  namesMax?: number,
): Promise<{ readonly own: readonly string[]; readonly people: People }> {
  const written = ownNames(user)
  // An export may have named the person by a hash before anything else has.
  const own = [...written, ...hashLinksOf(org, written).map(({ email }) => email)]
  const rows = own.map(userKey => ({ userKey, email: null }))
  const source = { decisionsSince: EVER, ...(namesMax === undefined ? {} : { namesMax }) }
  return { own, people: await findPeople(session, org.id, rows, source) }
}

/** The names as people see them: spellings of older versions are one name, and a hash is none of its own. */
export function sortNames(names: readonly string[]): {
  readonly addresses: readonly string[]
  readonly ids: readonly string[]
} {
  const spelled = [...new Set(names.map(spellUserId))]
  return {
    addresses: spelled.filter(isAddress),
    ids: spelled.filter(name => !isAddress(name) && !isHashedName(name)),
  }
}
