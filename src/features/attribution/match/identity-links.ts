import { namingId } from '../../../core/events/person-id.ts'
import type { StoredEvent } from '../../../core/events/stored-event.ts'
import { rows } from '../../../runtime/db/rows.ts'
import type { Session } from '../../../runtime/db/session.ts'

export interface Link {
  readonly userId: string
  readonly email: string
}

const LINKS = rows<Link>({ user_id: ['text', ({ userId }) => userId], email: ['text', ({ email }) => email] })

/** Remembers that a user id and an address belong together. Returns the pairs that are new. */
export async function linkPeople(
  session: Session,
  orgId: number,
  links: readonly Link[],
): Promise<readonly Link[]> {
  if (links.length === 0) return none()
  return session.query({
    name: 'attribution-link',
    text: `insert into person_links (org_id, ${LINKS.columns}) select distinct $1::int, * from ${LINKS.sql}
           on conflict do nothing returning user_id as "userId", email`,
    values: [orgId, ...LINKS.values(links)],
  })
}

/** The names that events give to one person. */
export const linksOf = (events: readonly StoredEvent[]): readonly Link[] =>
  events
    .flatMap(({ userKey, email }) =>
      userKey !== null && email !== null && userKey !== email ? [{ userId: userKey, email }] : [],
    )
    .filter(joinsSomebody)

/** Pairs of earlier days may hold an id that names nobody, and would join strangers. */
const joinsSomebody = ({ userId, email }: Link): boolean =>
  namingId(userId) !== null && namingId(email) !== null

/**
 * Forgets pairs that only withdrawn events have named. Returns the pairs that are no more.
 * @param withdrawnIds events that may still be stored as they were
 * @param staying pairs that are named anew
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
               and e.id <> all($${LINKS.next}::uuid[]))
           returning l.user_id as "userId", l.email`,
    values: [orgId, ...LINKS.values(unnamed), withdrawnIds],
  })
}

export async function loadLinks(
  session: Session,
  orgId: number,
  names: readonly string[],
): Promise<readonly Link[]> {
  if (names.length === 0) return none()
  const links = await session.query<Link>({
    name: 'attribution-links',
    text: `select user_id as "userId", email from person_links where org_id = $1 and user_id = any($2)
           union select user_id, email from person_links where org_id = $1 and email = any($2)`,
    values: [orgId, names],
  })
  return links.filter(joinsSomebody)
}

const none = (): Promise<never[]> => Promise.resolve([])
