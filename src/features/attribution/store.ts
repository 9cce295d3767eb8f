import type { Finding, StoredEvent } from '../../core/events/stored-event.ts'
import { isId, timeOfId } from '../../lib/id.ts'
import { isEven } from '../../runtime/db/cohort-sql.ts'
import { rows } from '../../runtime/db/rows.ts'
import type { Session } from '../../runtime/db/session.ts'
import { STORED_EVENT } from '../../runtime/db/stored-event-sql.ts'
import { boundsOf, isWithin } from '../../runtime/db/time-bounds.ts'
import { type Attribution, FACT_COLUMNS, type Facts } from './count/facts.ts'
import { EXTERNAL_CONTROL, type Send } from './send.ts'

// Statements about decisions, events and attributions. Those about people are in match/identity-link-store.ts, those
// about message ids in match/message-id-store.ts.

const SEND = `d.id, d.decided_at as "decidedAt", coalesce(m.sent_at, d.decided_at) as "sentAt", d.template_id as "templateId",
  d.variant_id as "variantId", d.arm, d.counted, d.reason = '${EXTERNAL_CONTROL}' as "isExternal", d.user_key as "userKey", d.email, d.windows,
  d.cell, d.propensity, ${isEven('d')} as "isEven"`
// Here and below, a lateral join with `offset 0` makes each row a separate look-up. Without statistics the planner
// would read all rows of the organisation and join them.
const FROM_DECISIONS = `from decisions d left join lateral (
  select sent_at from messages m where (m.org_id, m.decision_id, m.decided_at) = (d.org_id, d.id, d.decided_at) offset 0) m on true`

/** Ids and moments of decisions as one table. With two arrays the condition would try every combination. */
const WANTED = rows<{ readonly id: string; readonly decidedAt: Date }>(
  { id: ['uuid', ({ id }) => id], decided_at: ['timestamptz', ({ decidedAt }) => decidedAt] },
  { as: 'wanted' },
)

const wantedWithin = (wanted: readonly { readonly id: string; readonly decidedAt: Date }[]) => [
  ...WANTED.values(wanted),
  ...boundsOf(wanted.map(({ decidedAt }) => decidedAt)),
]

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

// Events without a known time take no part in attribution.
const IS_DATED = `e.outcome is distinct from 'unreadable'`

/**
 * Makes a function that loads events.
 * @param condition on `e`, in SQL: $2 is the list of keys, and more values follow
 */
const eventLoader =
  <More extends readonly unknown[] = []>(name: string, condition: string) =>
  (
    session: Session,
    orgId: number,
    keys: readonly string[],
    ...more: More
  ): Promise<readonly StoredEvent[]> =>
    keys.length === 0
      ? none()
      : session.query({
          name,
          text: `select ${STORED_EVENT} from events e where e.org_id = $1 and ${condition} and ${IS_DATED}`,
          values: [orgId, keys, ...more],
        })

/** Loads events by message id, because they may have arrived before the message id was known. */
export const loadEventsOfMessages = eventLoader('attribution-events-of-messages', 'e.message_id = any($2)')

/** Loads all events of people. */
export const loadEventsOf = eventLoader('attribution-events-of', 'e.user_key = any($2)')

const SINCE = 'e.user_key = any($2) and coalesce(e.occurred_at, e.received_at) >= $3'

/**
 * Loads the events of people whose result may change when more is known of the people: conversions and unmatched
 * events, since a moment.
 */
export const loadOpenEventsOf = eventLoader<[since: Date]>(
  'attribution-open-events',
  `${SINCE} and (e.type in ('conversion', 'custom', 'refund') or e.outcome = 'unmatched')`,
)

/** Loads the refunds of people. */
export const loadRefundsOf = eventLoader('attribution-refunds', `e.user_key = any($2) and e.type = 'refund'`)

const OF_MESSAGE = 'e.user_key is null and e.decision_id = any($2::uuid[])'

/** Loads the refunds that name a message and no person, by decision id. */
export const loadRefundsOfMessages = eventLoader(
  'attribution-refunds-of-messages',
  `${OF_MESSAGE} and e.type = 'refund'`,
)

const BROUGHT_MONEY = `e.type in ('conversion', 'custom') and e.amount_minor > 0`

/** Loads the events of people that brought money. */
export const loadPurchasesOf = eventLoader(
  'attribution-purchases',
  `e.user_key = any($2) and ${BROUGHT_MONEY}`,
)

/** Loads the events that brought money to a message and name no person, by decision id. */
export const loadPurchasesOfMessages = eventLoader(
  'attribution-purchases-of-messages',
  `${OF_MESSAGE} and ${BROUGHT_MONEY}`,
)

/**
 * Loads the events of people since a moment that have no message id, name no message themselves, and were matched by
 * person or not at all.
 */
export const loadUnmatchedOf = eventLoader<[since: Date]>(
  'attribution-unmatched',
  `${SINCE} and e.message_id is null and e.type not in ('send', 'control', 'conversion', 'custom', 'refund')
     and e.subtype is distinct from 'impression' and (e.matched_by = 'campaign' or e.outcome = 'unmatched')`,
)

/** Loads the impressions of people that have no message id. */
export const loadImpressionsOf = eventLoader(
  'attribution-impressions',
  `e.user_key = any($2) and e.message_id is null and e.type = 'open' and e.subtype = 'impression'`,
)

/**
 * Loads all events of some decisions.
 * @param people all names of the decisions' people
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
             from attributions a where a.org_id = $1 and a.decision_id = wanted.id and a.decided_at = wanted.decided_at
               and ${isWithin('a.decided_at', WANTED.next)} offset 0) found`,
    values: [orgId, ...wantedWithin(sends)],
  })
}

/** Loads the decisions that these events count for, each once. */
export async function loadAttributedTo(
  session: Session,
  orgId: number,
  eventIds: readonly string[],
): Promise<readonly string[]> {
  const found = await loadAttributionsOf(session, orgId, eventIds)
  return [...new Set(found.map(({ decisionId }) => decisionId))]
}

/** Loads which decisions these events count for. */
export function loadAttributionsOf(
  session: Session,
  orgId: number,
  eventIds: readonly string[],
): Promise<readonly Pick<Attribution, 'eventId' | 'decisionId'>[]> {
  if (eventIds.length === 0) return none()
  return session.query({
    name: 'attribution-attributed-to',
    text: `select event_id as "eventId", decision_id as "decisionId" from attributions
           where org_id = $1 and event_id = any($2) order by 1, 2`,
    values: [orgId, eventIds],
  })
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
             from messages m where m.org_id = $1 and m.decision_id = wanted.id and m.decided_at = wanted.decided_at
               and ${isWithin('m.decided_at', WANTED.next)} offset 0) found`,
    values: [orgId, ...wantedWithin(sends)],
  })
  return new Map(rows.map(({ decisionId, ...facts }) => [decisionId, facts]))
}

/** Replaces the attributions of events. */
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

/** Writes the findings of stored events. */
export async function saveFindings(
  session: Session,
  orgId: number,
  found: readonly (readonly [StoredEvent, Finding])[],
): Promise<void> {
  if (found.length === 0) return
  await session.query({
    name: 'attribution-findings',
    text: `update events e set outcome = given.outcome, reason = nullif(concat_ws(' ', e.notes, given.reason), ''), matched_by = given.matched_by,
             decision_id = given.decision_id, template_id = given.template_id, variant_id = given.variant_id
           from ${FINDINGS.sql}
           where e.org_id = $1 and e.id = given.id and e.received_at = given.received_at
             and ${isWithin('e.received_at', FINDINGS.next)}`,
    values: [orgId, ...FINDINGS.values(found), ...boundsOf(found.map(([{ receivedAt }]) => receivedAt))],
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
