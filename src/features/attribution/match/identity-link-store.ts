import { rows } from '../../../runtime/db/rows.ts'
import type { Session } from '../../../runtime/db/session.ts'
import { TAKES_PART } from '../../../runtime/db/sql/stored-event-sql.ts'
import { type HashingOrg, hashLinksOf } from '../../../runtime/people/hashing/hash-links.ts'
import type { Link } from '../../../runtime/people/links.ts'

const LINKS = rows<Link>({ user_id: ['text', ({ userId }) => userId], email: ['text', ({ email }) => email] })

/**
 * Stores pairs of a user id and an address that belong together, and where exports name people by hashes, the hashes of
 * both. Returns the new pairs.
 */
export async function linkPeople(
  session: Session,
  org: HashingOrg,
  pairs: readonly Link[],
): Promise<readonly Link[]> {
  if (pairs.length === 0) return none()
  const names = pairs.flatMap(({ userId, email }) => [userId, email])
  const links = [...pairs, ...hashLinksOf(org, names)]
  return session.query({
    name: 'attribution-link',
    text: `insert into person_links (org_id, ${LINKS.columns}) select $1::int, * from ${LINKS.sql} order by 2, 3
           on conflict do nothing returning user_id as "userId", email`,
    values: [org.id, ...LINKS.values(distinctLinks(links))],
  })
}

const distinctLinks = (links: readonly Link[]): readonly Link[] => [
  ...new Map(links.map(link => [`${link.userId}\n${link.email}`, link])).values(),
]

/**
 * Deletes pairs that no other event and no decision names. Returns the deleted pairs.
 * @param withdrawnIds events that are withdrawn, though they may still be stored
 * @param staying pairs that other events name now
 */
export async function unlinkPeople(
  session: Session,
  orgId: number,
  links: readonly Link[],
  withdrawnIds: readonly string[],
  staying: readonly Link[],
): Promise<readonly Link[]> {
  const named = new Set(staying.map(({ userId, email }) => `${userId}\n${email}`))
  const unnamed = links.filter(({ userId, email }) => !named.has(`${userId}\n${email}`))
  if (unnamed.length === 0) return none()
  return session.query({
    name: 'attribution-unlink',
    text: `delete from person_links l using (select distinct * from ${LINKS.sql}) as given
           where l.org_id = $1 and l.user_id = given.user_id and l.email = given.email
             and not exists (select from events e where e.org_id = $1 and e.user_key = given.user_id and e.email = given.email
               and ${TAKES_PART} and e.id <> all($${LINKS.next}::uuid[]))
             and not exists (select from decisions d where d.org_id = $1 and d.user_key = given.user_id and d.email = given.email)
           returning l.user_id as "userId", l.email`,
    values: [orgId, ...LINKS.values(unnamed), withdrawnIds],
  })
}

const none = (): Promise<never[]> => Promise.resolve([])
