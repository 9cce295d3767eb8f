import { rows } from '../db/rows.ts'
import type { Session } from '../db/session.ts'
import { joinsSomebody, type Link } from './links.ts'
import { LINKS_MAX } from './name-graph.ts'

export interface LinkSource {
  /** Links to leave out. */
  readonly except?: readonly Link[]
  /** Also the pairs of decisions since this moment. Without it only links that are stored as such. */
  readonly decisionsSince?: Date
}

const EXCEPT = rows<Link>(
  { user_id: ['text', ({ userId }) => userId], email: ['text', ({ email }) => email] },
  { first: 3, as: 'left_out' },
)

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
  const stored = await session.query<Link>({
    name: 'people-links',
    text: `select found.* from unnest($2::text[]) as wanted (name) cross join lateral (
             (select user_id as "userId", email from person_links l where org_id = $1 and user_id = name and ${IS_WANTED} limit ${LINKS_MAX + 1})
             union all
             (select user_id, email from person_links l where org_id = $1 and email = name and ${IS_WANTED} limit ${LINKS_MAX + 1})) found`,
    values: [orgId, names, ...EXCEPT.values(except)],
  })
  const decided = decisionsSince === undefined ? [] : await loadDecided(session, orgId, names, decisionsSince)
  return [...stored, ...decided].filter(joinsSomebody)
}

const IS_WANTED = `not exists (select from ${EXCEPT.sql} where left_out.user_id = l.user_id and left_out.email = l.email)`

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
