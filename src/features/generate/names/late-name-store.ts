import { timeOfId } from '../../../lib/id.ts'
import { rows } from '../../../runtime/db/rows.ts'
import type { Session } from '../../../runtime/db/session.ts'
import type { LateName } from './late-names.ts'

const NAMES = rows<LateName>(
  {
    org_id: ['int', ({ orgId }) => orgId],
    id: ['uuid', ({ decisionId }) => decisionId],
    decided_at: ['timestamptz', ({ decisionId }) => timeOfId(decisionId)],
    user_key: ['text', ({ userKey }) => userKey],
    email: ['text', ({ email }) => email],
  },
  { first: 1, as: 'named' },
)

/**
 * Adds names to decisions that lack them, and notes these decisions: attribution links the names of those that now have
 * two, and marks the days. A name that a decision has stays.
 */
export async function addLateNames(session: Session, names: readonly LateName[]): Promise<void> {
  await session.query({
    name: 'late-names',
    text: `with added as (
             update decisions d set user_key = named.user_key, email = coalesce(named.email, d.email)
             from ${NAMES.sql}
             where (d.org_id, d.id, d.decided_at) = (named.org_id, named.id, named.decided_at)
               and (d.user_key is null or (d.user_key = named.user_key and d.email is null and named.email is not null)
                 or (d.user_key = d.email and d.email = named.email and named.user_key <> named.email))
             returning d.org_id, d.id, d.decided_at
           )
           insert into named_later (org_id, decision_id, decided_at)
           select org_id, id, decided_at from added
           on conflict (org_id, decision_id) do nothing`,
    values: NAMES.values(names),
  })
}
