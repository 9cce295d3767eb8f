import { isId, timeOfId } from '../../lib/id.ts'
import type { Session } from '../../runtime/db/session.ts'
import { EXTERNAL_CONTROL, isEven } from '../../runtime/db/sql/cohort-sql.ts'
import { personBucket } from '../../runtime/db/sql/person-bucket-sql.ts'
import { isWithin } from '../../runtime/db/upkeep/time-bounds.ts'
import type { Send } from './send.ts'
import { WANTED, wantedWithin } from './wanted.ts'

const SEND = `d.id, d.decided_at as "decidedAt", coalesce(m.sent_at, d.decided_at) as "sentAt", d.template_id as "templateId",
  d.variant_id as "variantId", d.arm, d.counted, d.reason = '${EXTERNAL_CONTROL}' as "isExternal", d.user_key as "userKey", d.email, d.windows,
  d.cell, d.propensity, ${isEven('d')} as "isEven", ${personBucket('d')} as "personBucket"`
// A lateral join with `offset 0` makes each row a separate look-up. Without statistics the planner would read all rows
// of the organisation and join them.
const FROM_DECISIONS = `from decisions d left join lateral (
  select sent_at from messages m where (m.org_id, m.decision_id, m.decided_at) = ($1, d.id, d.decided_at) offset 0) m on true`

/** Loads decisions by id. The id contains the moment of the decision, which selects the partition. */
export function loadDecisions(
  session: Session,
  orgId: number,
  ids: readonly string[],
): Promise<readonly Send[]> {
  const known = [...new Set(ids.map(id => id.toLowerCase()))]
    .filter(isId)
    .map(id => ({ id, decidedAt: timeOfId(id) }))
  if (known.length === 0) return none()
  return session.query({
    name: 'attribution-decisions',
    text: `select found.* from ${WANTED.sql} cross join lateral (
             select ${SEND} ${FROM_DECISIONS} where d.org_id = $1 and d.id = wanted.id and d.decided_at = wanted.decided_at
               and ${isWithin('d.decided_at', WANTED.next)} offset 0) found`,
    values: [orgId, ...wantedWithin(known)],
  })
}

export function loadTracked(
  session: Session,
  orgId: number,
  trackingIds: readonly string[],
): Promise<readonly (Send & { trackingId: string })[]> {
  if (trackingIds.length === 0) return none()
  return session.query({
    name: 'attribution-tracked',
    text: `select d.tracking_id as "trackingId", ${SEND} ${FROM_DECISIONS} where d.org_id = $1 and d.tracking_id = any($2) order by d.decided_at desc, d.id`,
    values: [orgId, trackingIds],
  })
}

export interface Period {
  readonly from: Date
  readonly until: Date
}

/**
 * Loads the messages to these people, by user id or address, in a period: by the decision's names, and by the names in
 * the platform's events. A message that is found both ways is returned twice.
 */
export function loadSendsOf(
  session: Session,
  orgId: number,
  people: readonly string[],
  { from, until }: Period,
): Promise<readonly Send[]> {
  if (people.length === 0) return none()
  return session.query({
    name: 'attribution-sends-of',
    text: `select ${SEND} ${FROM_DECISIONS} where d.org_id = $1 and d.user_key = any($2) and d.decided_at between $3 and $4
           union all select ${SEND} ${FROM_DECISIONS} where d.org_id = $1 and d.email = any($2) and d.decided_at between $3 and $4
           union all select ${SEND} from messages m join decisions d on (m.org_id, m.decision_id, m.decided_at) = (d.org_id, d.id, d.decided_at)
             where m.org_id = $1 and m.user_key = any($2) and m.sent_at between $3 and $4`,
    values: [orgId, people, from, until],
  })
}

const none = (): Promise<never[]> => Promise.resolve([])
