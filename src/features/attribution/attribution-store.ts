import type { StoredEvent } from '../../core/events/stored-event.ts'
import { markDays } from '../../runtime/db/changed-days.ts'
import { rows } from '../../runtime/db/rows.ts'
import type { Session } from '../../runtime/db/session.ts'
import { isWithin } from '../../runtime/db/upkeep/time-bounds.ts'
import { type Attribution, FACT_COLUMNS, type Facts } from './count/facts.ts'
import type { Send } from './send.ts'
import { WANTED, wantedWithin } from './wanted.ts'

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
  return new Map(rows.map(row => [row.decisionId, row]))
}

/** Replaces the attributions of events. */
export async function saveAttributions(
  session: Session,
  orgId: number,
  events: readonly Pick<StoredEvent, 'id' | 'at'>[],
  attributions: readonly (Attribution & { decidedAt: Date })[],
): Promise<void> {
  await markDays(
    session,
    orgId,
    [...events, ...attributions].map(({ at }) => at),
  )
  if (events.length > 0) {
    await session.query({
      name: 'attribution-forget',
      text: 'delete from attributions where org_id = $1 and event_id = any($2)',
      values: [orgId, events.map(({ id }) => id)],
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

const none = (): Promise<never[]> => Promise.resolve([])
