import type { Session } from '../../runtime/db/session.ts'

const NAMES_MAX = 100

/** The other names on rows with these names, some of many. */
export async function loadNamesBeside(
  session: Session,
  orgId: number,
  names: readonly string[],
): Promise<readonly string[]> {
  const rows = await session.query<{ name: string }>({
    text: `select distinct name from (
             select user_key, email from decisions where org_id = $1 and user_key = any($2)
             union select user_key, email from decisions where org_id = $1 and email = any($2)
             union select user_key, email from events where org_id = $1 and user_key = any($2)
             union select user_key, email from events where org_id = $1 and email = any($2)
           ) named cross join lateral (values (user_key), (email)) as found (name)
           where name is not null and name <> all($2) order by name limit ${NAMES_MAX}`,
    values: [orgId, names],
  })
  return rows.map(({ name }) => name)
}
