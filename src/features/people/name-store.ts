import { namingPerson } from '../../core/ids/none.ts'
import type { Session } from '../../runtime/db/session.ts'

// A shared mailbox may be linked to thousands of user ids; those are not one person.
const LINKS_MAX = 20

/**
 * The names that events have linked directly to a person's own names. Names with more links than one person has are
 * neither followed nor returned. The same holds for ids that identify nobody.
 */
export async function loadLinkedNames(
  session: Session,
  orgId: number,
  own: readonly string[],
): Promise<readonly string[]> {
  const naming = own.filter(name => namingPerson(name) !== null)
  if (naming.length === 0) return []
  const rows = await session.query<{ name: string }>({
    text: `with links as (
             select user_id, email from person_links where org_id = $1 and user_id = any($2)
             union
             select user_id, email from person_links where org_id = $1 and email = any($2)
           )
           select distinct name from links cross join lateral (values (user_id), (email)) as linked (name)
           where name <> all($2) and (select count(*) from links) <= $3 and $3 >= (
             select count(*) from person_links known where known.org_id = $1 and (known.user_id = name or known.email = name))
           order by name`,
    values: [orgId, naming, LINKS_MAX],
  })
  return rows.map(({ name }) => name).filter(name => namingPerson(name) !== null)
}
