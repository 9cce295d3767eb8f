import type { Finding, StoredEvent } from '../../core/events/stored-event.ts'
import { markDays } from '../../runtime/db/changed-days.ts'
import { rows } from '../../runtime/db/rows.ts'
import type { Session } from '../../runtime/db/session.ts'
import { STORED_EVENT, TAKES_PART } from '../../runtime/db/sql/stored-event-sql.ts'
import { boundsOf, isWithin } from '../../runtime/db/upkeep/time-bounds.ts'

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
          text: `select ${STORED_EVENT} from events e where e.org_id = $1 and ${condition} and ${TAKES_PART}`,
          values: [orgId, keys, ...more],
        })

/** Loads events by message id, because they may have arrived before the message id was known. */
export const loadEventsOfMessages = eventLoader('attribution-events-of-messages', 'e.message_id = any($2)')

/** The same, but for those that were matched by an id of their decision: a message id never matches better. */
export const loadEventsToTeach = eventLoader(
  'attribution-events-to-teach',
  "e.message_id = any($2) and coalesce(e.matched_by, '') not in ('decision', 'tracking-id')",
)

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

/** Writes the findings of stored events. */
export async function saveFindings(
  session: Session,
  orgId: number,
  found: readonly (readonly [StoredEvent, Finding])[],
): Promise<void> {
  if (found.length === 0) return
  await markDays(
    session,
    orgId,
    found.map(([{ at }]) => at),
  )
  await session.query({
    name: 'attribution-findings',
    text: `update events e set outcome = given.outcome, reason = nullif(coalesce(e.notes || ' ' || given.reason, e.notes, given.reason), ''), matched_by = given.matched_by,
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
