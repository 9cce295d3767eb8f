import type { Session } from '../../../runtime/db/session.ts'
import type { Names } from '../../../runtime/people/links.ts'
import { BETWEEN, type Behind, PLACES, type Place, SINGLE, valuesBetween } from './place-store.ts'

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
    text: joiningAmong(`select distinct user_key, email from ${BETWEEN}
               and email is not null and user_key <> email`),
    values: valuesBetween(orgId, from, until),
  })
}

/** The same of single decisions. */
export function loadJoiningPairsOf(
  session: Session,
  orgId: number,
  decisions: readonly Place[],
): Promise<readonly Names[]> {
  return session.query({
    name: 'decided-late-joining-pairs',
    text: joiningAmong(`select distinct user_key, email from ${SINGLE}
               and email is not null and user_key <> email`),
    values: [orgId, ...PLACES.values(decisions)],
  })
}

/** Takes decisions that got a name later, or came late. They are noted no longer. */
export function takeNamedLater(
  session: Session,
  orgId: number,
  decisionsMax: number,
): Promise<readonly Place[]> {
  return session.query({
    name: 'decided-take-named-later',
    text: `delete from named_later where org_id = $1 and decision_id in (
             select decision_id from named_later where org_id = $1 order by decision_id limit $2)
           returning decision_id as id, decided_at as "decidedAt"`,
    values: [orgId, decisionsMax],
  })
}

/** Finds the organisations with decisions that got a name later, or came late. */
export const loadNamedLater = (session: Session): Promise<readonly Behind[]> =>
  session.query({
    name: 'decided-named-later',
    text: `select l.org_id as "orgId", o.config_version as version
           from (select distinct org_id from named_later) l join orgs o on o.id = l.org_id`,
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
