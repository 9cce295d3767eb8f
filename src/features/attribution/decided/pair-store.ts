import type { Session } from '../../../runtime/db/session.ts'
import type { Names } from '../../../runtime/people/links.ts'
import type { Behind, Place } from './place-store.ts'

/**
 * Loads the pairs of user id and address, in decisions after `from` and up to `until`, that are no links and would join
 * names of which something is known. Other pairs wait: the first event with one of their names finds their decisions.
 */
export function loadJoiningPairs(
  session: Session,
  orgId: number,
  from: Place,
  until: Place,
): Promise<readonly Names[]> {
  return session.query({
    name: 'decided-joining-pairs',
    text: joiningAmong(`select distinct user_key, email from decisions
             where org_id = $1 and id > $2 and decided_at >= $3 and id <= $4 and decided_at <= $5
               and email is not null and user_key <> email`),
    values: [orgId, from.id, from.decidedAt, until.id, until.decidedAt],
  })
}

/** The same for decisions that got a name later. They are noted no longer. */
export function takeLateJoiningPairs(
  session: Session,
  orgId: number,
  decisionsMax: number,
): Promise<readonly Names[]> {
  return session.query({
    name: 'decided-late-joining-pairs',
    text: `with taken as (
             delete from named_later where org_id = $1 and decision_id in (
               select decision_id from named_later where org_id = $1 order by decision_id limit $2)
             returning decision_id, decided_at
           ) ${joiningAmong(`select distinct user_key, email from decisions d join taken
               on (d.id, d.decided_at) = (taken.decision_id, taken.decided_at)
             where org_id = $1 and email is not null and user_key <> email`)}`,
    values: [orgId, decisionsMax],
  })
}

/** Finds the organisations with decisions that got a name later. */
export const loadNamedLater = (session: Session): Promise<readonly Pick<Behind, 'orgId' | 'version'>[]> =>
  session.query({
    name: 'decided-named-later',
    text: `select id as "orgId", config_version as version from orgs o
           where exists (select from named_later l where l.org_id = o.id)`,
    values: [],
  })

/** @param pairs SQL that selects pairs */
const joiningAmong = (pairs: string): string =>
  `select user_key as "userKey", email from (${pairs}) pair
           where not exists (select from person_links l where (l.org_id, l.user_id, l.email) = ($1, pair.user_key, pair.email))
             and (exists (select from events e where e.org_id = $1 and e.user_key = pair.user_key)
               or exists (select from events e where e.org_id = $1 and e.user_key = pair.email)
               or exists (select from person_links l where l.org_id = $1 and l.user_id = pair.user_key)
               or exists (select from person_links l where l.org_id = $1 and l.email = pair.email))
           order by 1, 2`
