import { firstIdOf } from '../../../lib/id.ts'
import { rows } from '../../../runtime/db/rows.ts'
import type { Session } from '../../../runtime/db/session.ts'
import type { Names } from '../../../runtime/people/links.ts'

/** A place in the sequence of an organisation's decisions. */
export interface Place {
  readonly id: string
  readonly decidedAt: Date
}

/** An organisation with decisions that were not looked at. */
export interface Behind {
  readonly orgId: number
  readonly version: number
  /** The last decision that was looked at. */
  readonly from: Place
}

const START: Place = { id: firstIdOf(new Date(0)), decidedAt: new Date(0) }

/** Finds the organisations with decisions before a moment that were not looked at. */
export async function loadBehind(session: Session, before: Date): Promise<readonly Behind[]> {
  const found = await session.query<Place & Pick<Behind, 'orgId' | 'version'>>({
    name: 'decided-behind',
    // With the limit, each organisation costs one index look-up, however many decisions it has.
    text: `select o.id as "orgId", o.config_version as version, place.id, place.decided_at as "decidedAt"
           from orgs o left join decided_pairs looked on looked.org_id = o.id
           cross join lateral (select coalesce(looked.id, $3) as id, coalesce(looked.decided_at, $4) as decided_at) place
           cross join lateral (
             select from decisions d where d.org_id = o.id and d.id > place.id and d.id < $2
               and d.decided_at >= place.decided_at and d.decided_at < $1
             order by d.id limit 1) next`,
    values: [before, firstIdOf(before), START.id, START.decidedAt],
  })
  return found.map(({ orgId, version, ...from }) => ({ orgId, version, from }))
}

/** The last of the next decisions before a moment. Undefined: there is none. */
export async function loadLastOfNext(
  session: Session,
  { orgId, from }: Behind,
  before: Date,
  decisionsMax: number,
): Promise<Place | undefined> {
  const [last] = await session.query<Place>({
    name: 'decided-last-of-next',
    text: `select id, decided_at as "decidedAt" from (
             select id, decided_at from decisions where org_id = $1 and id > $2 and decided_at >= $3 and id < $4 and decided_at < $5
             order by id limit $6) as next order by id desc limit 1`,
    values: [orgId, from.id, from.decidedAt, firstIdOf(before), before, decisionsMax],
  })
  return last
}

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

/** The same of single decisions. */
export function loadJoiningPairsOf(
  session: Session,
  orgId: number,
  decisions: readonly Place[],
): Promise<readonly Names[]> {
  return session.query({
    name: 'decided-late-joining-pairs',
    text: joiningAmong(`select distinct user_key, email from ${PLACES.sql} join decisions d using (id, decided_at)
             where org_id = $1 and email is not null and user_key <> email`),
    values: [orgId, ...PLACES.values(decisions)],
  })
}

const PLACES = rows<Place>({
  id: ['uuid', ({ id }) => id],
  decided_at: ['timestamptz', ({ decidedAt }) => decidedAt],
})

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
export const loadNamedLater = (session: Session): Promise<readonly Pick<Behind, 'orgId' | 'version'>[]> =>
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

/** Notes that the decisions up to this one were looked at. */
export async function saveLooked(session: Session, orgId: number, { id, decidedAt }: Place): Promise<void> {
  await session.query({
    name: 'decided-looked',
    text: `insert into decided_pairs (org_id, id, decided_at) values ($1, $2, $3)
           on conflict (org_id) do update set id = excluded.id, decided_at = excluded.decided_at`,
    values: [orgId, id, decidedAt],
  })
}
