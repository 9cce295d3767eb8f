import { isUtf8 } from 'node:buffer'
import type { RequestItem } from '../../runtime/db/inbound-rows.ts'
import type { Database } from '../../runtime/db/session.ts'
import { loadEventsOfRequest, type OrgOfEvents } from './event-store.ts'
import type { Item, RequestDetail, RequestSummary } from './schema.ts'
import { type DetailRow, type EventOutcome, loadOutcomes, type SummaryRow } from './store.ts'

/** The fix for an outcome. */
export type FixOf = (outcome: string) => string | undefined

/**
 * Calls in the format of the API. The stored outcome may be out of date: for example, a late send matches earlier
 * events. So items show the present outcome.
 */
export async function showRequests(
  db: Database,
  orgId: number,
  fixOf: FixOf,
  rows: readonly SummaryRow[],
): Promise<RequestSummary[]> {
  const events = rows.flatMap(row => eventsIn(row))
  const outcomes = new Map((await loadOutcomes(db, orgId, events)).map(outcome => [outcome.id, outcome]))
  return rows.map(row => toSummary(row, outcomes, fixOf))
}

/** A call with its content and its events. */
export async function showRequest(
  db: Database,
  org: OrgOfEvents,
  fixOf: FixOf,
  row: DetailRow,
): Promise<RequestDetail> {
  const outcomes = new Map(
    (await loadOutcomes(db, org.id, eventsIn(row))).map(outcome => [outcome.id, outcome]),
  )
  const { headers, query, body } = row
  const events = await loadEventsOfRequest(db, org, row.id)
  return { ...toSummary(row, outcomes, fixOf), headers, query, body: toBody(body), events: [...events] }
}

const eventsIn = ({ items, received_at }: SummaryRow) =>
  (items ?? []).flatMap(item => {
    const id = ownEventOf(item)
    return id === undefined ? [] : [{ id, receivedAt: received_at }]
  })

/** A duplicate's event came with another call, and has a different outcome. */
const ownEventOf = ({ outcome, event_id }: RequestItem): string | undefined =>
  outcome === 'duplicate' ? undefined : event_id

function toSummary(
  row: SummaryRow,
  outcomes: ReadonlyMap<string, EventOutcome>,
  fixOf: FixOf,
): RequestSummary {
  return {
    id: row.id,
    platform: row.platform,
    received_at: row.received_at.toISOString(),
    processed_at: row.processed_at?.toISOString() ?? null,
    outcome: row.outcome,
    reason: row.reason,
    size_bytes: row.size_bytes,
    sample: row.is_sample,
    attempts: row.attempts,
    items: (row.items ?? []).map(item => toItem(item, outcomes.get(ownEventOf(item) ?? ''), fixOf)),
  }
}

function toItem(item: RequestItem, now: EventOutcome | undefined, fixOf: FixOf): Item {
  const { outcome, reason = null, fix = null, event_id = null } = item
  const { type = null, native_event = null, name = null } = item
  const known = { type, native_event, name, event_id }
  if (!now) return { outcome, reason, fix, ...known }
  return { outcome: now.outcome, reason: now.reason, fix: fixOf(now.outcome) ?? null, ...known }
}

const toBody = (body: Buffer): RequestDetail['body'] =>
  isUtf8(body)
    ? { encoding: 'utf-8', text: body.toString('utf8') }
    : { encoding: 'base64', base64: body.toString('base64') }
