import { rows } from '../../../runtime/db/rows.ts'
import type { Session } from '../../../runtime/db/session.ts'
import type { Link, Names } from '../../../runtime/people/links.ts'
import { BETWEEN, PLACES, type Place, SINGLE, valuesBetween } from './place-store.ts'

/** The names in decisions after `from` and up to `until`. */
export function loadNamesDecided(
  session: Session,
  orgId: number,
  from: Place,
  until: Place,
): Promise<readonly Names[]> {
  return session.query({
    name: 'decided-names',
    text: `select distinct user_key as "userKey", email from ${BETWEEN}
             and (user_key is not null or email is not null)`,
    values: valuesBetween(orgId, from, until),
  })
}

/** The names in single decisions. */
export function loadNamesOf(
  session: Session,
  orgId: number,
  decisions: readonly Place[],
): Promise<readonly Names[]> {
  return session.query({
    name: 'decided-names-later',
    text: `select distinct user_key as "userKey", email from ${SINGLE}`,
    values: [orgId, ...PLACES.values(decisions)],
  })
}

const LINKS = rows<Link>({ user_id: ['text', ({ userId }) => userId], email: ['text', ({ email }) => email] })

/** The links of a name to its hash whose hash stored events have. */
export function loadHashesMet(
  session: Session,
  orgId: number,
  links: readonly Link[],
): Promise<readonly Link[]> {
  return session.query({
    name: 'decided-hashes-met',
    text: `select user_id as "userId", email from ${LINKS.sql} where exists (
             select from events e where e.org_id = $1 and e.user_key = given.email)
             or exists (select from events e where e.org_id = $1 and e.email = given.email)`,
    values: [orgId, ...LINKS.values(links)],
  })
}

/** Notes that the names of the decisions up to this one were hashed. */
export async function saveHashed(session: Session, orgId: number, { id, decidedAt }: Place): Promise<void> {
  await session.query({
    name: 'decided-hashed',
    text: 'update person_hash_keys set id = $2, decided_at = $3 where org_id = $1',
    values: [orgId, id, decidedAt],
  })
}
