import type { Finding, StoredEvent } from '../../core/events/stored-event.ts'
import { isId, timeOfId } from '../../lib/id.ts'
import { isEven } from '../../runtime/db/cohort-sql.ts'
import { rows } from '../../runtime/db/rows.ts'
import type { Session } from '../../runtime/db/session.ts'
import { STORED_EVENT } from '../../runtime/db/stored-event-sql.ts'
import { type Attribution, FACT_COLUMNS, type Facts } from './count/facts.ts'
import { EXTERNAL_CONTROL, type Send } from './send.ts'

// What attribution asks of decisions and events, one function a question. People are in match/identity-links.ts, message ids in match/message-ids.ts.

const SEND = `d.id, d.decided_at as "decidedAt", coalesce(m.sent_at, d.decided_at) as "sentAt", d.template_id as "templateId",
  d.variant_id as "variantId", d.arm, d.counted, d.reason = '${EXTERNAL_CONTROL}' as "isExternal", d.user_key as "userKey", d.email, d.windows,
  d.cell, d.propensity, ${isEven('d')} as "isEven"`
// Here and below, a lateral join with `offset 0` makes each row a look-up of its own: without statistics the planner
// would rather collect all rows of the organisation once and compare each with each.
const FROM_DECISIONS = `from decisions d left join lateral (
  select sent_at from messages m where (m.org_id, m.decision_id, m.decided_at) = (d.org_id, d.id, d.decided_at) offset 0) m on true`

/** Decisions by id and moment, as a table: two arrays in a condition would be tried in every combination. */
const WANTED = rows<{ readonly id: string; readonly decidedAt: Date }>(
  { id: ['uuid', ({ id }) => id], decided_at: ['timestamptz', ({ decidedAt }) => decidedAt] },
  { as: 'wanted' },
)

/** An id carries the moment of its decision, which names the partition to look in. */
export function loadDecisions(
  session: Session,
  orgId: number,
  ids: readonly string[],
): Promise<readonly Send[]> {
  const known = [...new Set(ids.map(id => id.toLowerCase()))].filter(isId)
  if (known.length === 0) return none()
  return session.query({
    name: 'attribution-decisions',
    text: `select found.* from ${WANTED.sql} cross join lateral (
             select ${SEND} ${FROM_DECISIONS} where d.org_id = $1 and d.id = wanted.id and d.decided_at = wanted.decided_at offset 0) found`,
    values: [orgId, ...WANTED.values(known.map(id => ({ id, decidedAt: timeOfId(id) })))],
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
 * What these people, by user id or address, were sent in a period: by the decision, or by what the
 * platform said. A message that is found in both ways is there twice.
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

/** Events that arrived before their message id was known. */
export function loadEventsOfMessages(
  session: Session,
  orgId: number,
  messageIds: readonly string[],
): Promise<readonly StoredEvent[]> {
  if (messageIds.length === 0) return none()
  return session.query({
    name: 'attribution-events-of-messages',
    text: `select ${STORED_EVENT} from events e where e.org_id = $1 and e.message_id = any($2)`,
    values: [orgId, messageIds],
  })
}

/**
 * What could be seen differently once more is known of these people: their conversions, and what was not matched.
 * @param since what happened before this moment is as it was
 */
export function loadOpenEventsOf(
  session: Session,
  orgId: number,
  people: readonly string[],
  since: Date,
): Promise<readonly StoredEvent[]> {
  if (people.length === 0) return none()
  return session.query({
    name: 'attribution-open-events',
    text: `select ${STORED_EVENT} from events e
           where e.org_id = $1 and e.user_key = any($2) and coalesce(e.occurred_at, e.received_at) >= $3
             and (e.type in ('conversion', 'custom') or e.outcome = 'unmatched')`,
    values: [orgId, people, since],
  })
}

/** Everything that was reported of these people. */
export function loadEventsOf(
  session: Session,
  orgId: number,
  people: readonly string[],
): Promise<readonly StoredEvent[]> {
  if (people.length === 0) return none()
  return session.query({
    name: 'attribution-events-of',
    text: `select ${STORED_EVENT} from events e where e.org_id = $1 and e.user_key = any($2)`,
    values: [orgId, people],
  })
}

/**
 * Everything that belongs to some decisions.
 * @param people all names of those whom the decisions are about
 */
export function loadEventsOfDecisions(
  session: Session,
  orgId: number,
  decisionIds: readonly string[],
  people: readonly string[],
): Promise<readonly StoredEvent[]> {
  if (decisionIds.length === 0) return none()
  return session.query({
    name: 'attribution-events-of-decisions',
    text: `select ${STORED_EVENT} from events e where e.org_id = $1 and e.user_key = any($3) and e.decision_id = any($2)
           union all select ${STORED_EVENT} from events e where e.org_id = $1 and e.user_key is null and e.decision_id = any($2)`,
    values: [orgId, decisionIds, people],
  })
}

/** What bears no message id, is no message by itself, and was matched by person or not at all. */
export function loadUnmatchedOf(
  session: Session,
  orgId: number,
  people: readonly string[],
  since: Date,
): Promise<readonly StoredEvent[]> {
  if (people.length === 0) return none()
  return session.query({
    name: 'attribution-unmatched',
    text: `select ${STORED_EVENT} from events e
           where e.org_id = $1 and e.user_key = any($2) and coalesce(e.occurred_at, e.received_at) >= $3
             and e.message_id is null and e.type not in ('send', 'control', 'conversion', 'custom')
             and e.subtype is distinct from 'impression'
             and (e.matched_by = 'campaign' or e.outcome = 'unmatched')`,
    values: [orgId, people, since],
  })
}

/** What was seen by these people, as far as it bears no message id. */
export function loadImpressionsOf(
  session: Session,
  orgId: number,
  people: readonly string[],
): Promise<readonly StoredEvent[]> {
  if (people.length === 0) return none()
  return session.query({
    name: 'attribution-impressions',
    text: `select ${STORED_EVENT} from events e
           where e.org_id = $1 and e.user_key = any($2) and e.message_id is null and e.type = 'open' and e.subtype = 'impression'`,
    values: [orgId, people],
  })
}

export function loadAttributions(
  session: Session,
  orgId: number,
  sends: readonly Send[],
): Promise<readonly Attribution[]> {
  if (sends.length === 0) return none()
  return session.query({
    name: 'attribution-of-messages',
    text: `select found.* from ${WANTED.sql} cross join lateral (
             select decision_id as "decisionId", event_id as "eventId", metric, machine, occurred_at as at, amount_minor as "amountMinor", currency
             from attributions a where a.org_id = $1 and a.decision_id = wanted.id and a.decided_at = wanted.decided_at offset 0) found`,
    values: [orgId, ...WANTED.values(sends)],
  })
}

/** Which decisions events counted for until now. */
export async function loadAttributedTo(
  session: Session,
  orgId: number,
  eventIds: readonly string[],
): Promise<readonly string[]> {
  if (eventIds.length === 0) return none()
  const rows = await session.query<{ decision_id: string }>({
    name: 'attribution-attributed-to',
    text: 'select distinct decision_id from attributions where org_id = $1 and event_id = any($2)',
    values: [orgId, eventIds],
  })
  return rows.map(row => row.decision_id)
}

export async function loadFacts(
  session: Session,
  orgId: number,
  sends: readonly Send[],
): Promise<ReadonlyMap<string, Facts>> {
  const rows = await session.query<Facts & { decisionId: string }>({
    name: 'attribution-facts',
    text: `select found.* from ${WANTED.sql} cross join lateral (
             select decision_id as "decisionId", ${FACT_COLUMNS.join(', ')}
             from messages m where m.org_id = $1 and m.decision_id = wanted.id and m.decided_at = wanted.decided_at offset 0) found`,
    values: [orgId, ...WANTED.values(sends)],
  })
  return new Map(rows.map(({ decisionId, ...facts }) => [decisionId, facts]))
}

/** Replaces what events count for. */
export async function saveAttributions(
  session: Session,
  orgId: number,
  eventIds: readonly string[],
  attributions: readonly (Attribution & { decidedAt: Date })[],
): Promise<void> {
  if (eventIds.length > 0) {
    await session.query({
      name: 'attribution-forget',
      text: 'delete from attributions where org_id = $1 and event_id = any($2)',
      values: [orgId, eventIds],
    })
  }
  if (attributions.length === 0) return
  await session.query({
    name: 'attribution-save',
    text: `insert into attributions (org_id, ${ATTRIBUTIONS.columns}) select $1, * from ${ATTRIBUTIONS.sql}`,
    values: [orgId, ...ATTRIBUTIONS.values(attributions)],
  })
}

const ATTRIBUTIONS = rows<Attribution & { readonly decidedAt: Date }>({
  decision_id: ['uuid', ({ decisionId }) => decisionId],
  decided_at: ['timestamptz', ({ decidedAt }) => decidedAt],
  event_id: ['uuid', ({ eventId }) => eventId],
  metric: ['text', ({ metric }) => metric],
  machine: ['bool', ({ machine }) => machine],
  occurred_at: ['timestamptz', ({ at }) => at],
  amount_minor: ['bigint', ({ amountMinor }) => amountMinor],
  currency: ['text', ({ currency }) => currency],
})

/** Writes what a new look at stored events came to. */
export async function saveFindings(
  session: Session,
  orgId: number,
  found: readonly (readonly [StoredEvent, Finding])[],
): Promise<void> {
  if (found.length === 0) return
  await session.query({
    name: 'attribution-findings',
    text: `update events e set outcome = given.outcome, reason = given.reason, matched_by = given.matched_by,
             decision_id = given.decision_id, template_id = given.template_id, variant_id = given.variant_id
           from ${FINDINGS.sql}
           where e.org_id = $1 and e.id = given.id and e.received_at = given.received_at`,
    values: [orgId, ...FINDINGS.values(found)],
  })
}

const FINDINGS = rows<readonly [StoredEvent, Finding]>({
  id: ['uuid', ([{ id }]) => id],
  received_at: ['timestamptz', ([{ receivedAt }]) => receivedAt],
  outcome: ['text', ([, { outcome }]) => outcome],
  reason: ['text', ([, { reason }]) => reason],
  matched_by: ['text', ([, { matchedBy }]) => matchedBy],
  decision_id: ['uuid', ([, { send }]) => send?.id],
  template_id: ['text', ([, { send }]) => send?.templateId],
  variant_id: ['uuid', ([, { send }]) => send?.variantId],
})

const none = (): Promise<never[]> => Promise.resolve([])
