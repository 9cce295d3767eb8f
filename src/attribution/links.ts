import type { Session } from '../db/db.ts'

export interface Link {
  readonly userId: string
  readonly email: string
}

/** Remembers that a user id and an address belong together. Returns the pairs that are new. */
export async function linkPeople(
  session: Session,
  orgId: number,
  links: readonly Link[],
): Promise<readonly Link[]> {
  if (links.length === 0) return none()
  return session.query({
    name: 'attribution-link',
    text: `insert into person_links (org_id, user_id, email) select distinct $1::int, * from unnest($2::text[], $3::text[])
           on conflict do nothing returning user_id as "userId", email`,
    values: [orgId, links.map(({ userId }) => userId), links.map(({ email }) => email)],
  })
}

export function loadLinks(
  session: Session,
  orgId: number,
  names: readonly string[],
): Promise<readonly Link[]> {
  if (names.length === 0) return none()
  return session.query({
    name: 'attribution-links',
    text: `select user_id as "userId", email from person_links where org_id = $1 and user_id = any($2)
           union select user_id, email from person_links where org_id = $1 and email = any($2)`,
    values: [orgId, names],
  })
}

const none = (): Promise<never[]> => Promise.resolve([])
