import { groupBy } from '../../lib/group-by.ts'
import type { Session } from '../db/session.ts'
import { joinsSomebody, type Link } from './links.ts'
import { LINKS_MAX } from './name-graph.ts'

export interface LinkSource {
  /** Links to leave out. */
  readonly except?: readonly Link[]
  /** Also the pairs of decisions since this moment. Without it only links that are stored as such. */
  readonly decisionsSince?: Date
}

/**
 * Loads the links of names. Of a name with more links than one person has, only as many are loaded as show that.
 */
export async function loadLinks(
  session: Session,
  orgId: number,
  names: readonly string[],
  { except = [], decisionsSince }: LinkSource,
): Promise<readonly Link[]> {
  if (names.length === 0) return []
  const isLeftOut = memberOf(except)
  const stored = await session.query<Link>({
    name: 'people-links',
    text: `select found.* from unnest($2::text[]) as wanted (name) cross join lateral (
             (select user_id as "userId", email from person_links l where org_id = $1 and user_id = name limit $3)
             union all
             (select user_id, email from person_links l where org_id = $1 and email = name limit $3)) found`,
    // One more than shows that the name is shared: its own hash may be among them.
    values: [orgId, names, LINKS_MAX + 2 + mostOfOneName(except)],
  })
  const decided = decisionsSince === undefined ? [] : await loadDecided(session, orgId, names, decisionsSince)
  return [...stored.filter(link => !isLeftOut(link)), ...decided].filter(joinsSomebody)
}

function memberOf(links: readonly Link[]): (link: Link) => boolean {
  const keys = new Set(links.map(keyOf))
  return link => keys.has(keyOf(link))
}

const keyOf = ({ userId, email }: Link): string => `${userId}\n${email}`

/** As many more have to be loaded of a name, so that enough are left. */
const mostOfOneName = (links: readonly Link[]): number =>
  [
    ...groupBy(links, ({ userId }) => userId).values(),
    ...groupBy(links, ({ email }) => email).values(),
  ].reduce((most, list) => Math.max(most, list.length), 0)

function loadDecided(
  session: Session,
  orgId: number,
  names: readonly string[],
  since: Date,
): Promise<readonly Link[]> {
  return session.query({
    name: 'people-links-decided',
    text: `select distinct user_key as "userId", email from decisions
           where org_id = $1 and user_key = any($2) and decided_at >= $3 and email is not null and email <> user_key
           union
           select user_key, email from decisions
           where org_id = $1 and email = any($2) and decided_at >= $3 and user_key is not null and email <> user_key`,
    values: [orgId, names, since],
  })
}
