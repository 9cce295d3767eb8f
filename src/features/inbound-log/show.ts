import { standingOf } from '../../core/events/standing.ts'
import { timeOfId } from '../../lib/id.ts'
import { maskName } from '../../lib/mask-name.ts'
import type { Database } from '../../runtime/db/session.ts'
import type { RequestItem } from '../../runtime/db/table-rows/inbound-rows.ts'
import type { Handles } from '../../runtime/people/handles.ts'
import type { Item, RequestSummary } from './schema.ts'
import { type EventOutcome, loadOutcomes, type SummaryRow } from './store.ts'

/** The fix for an outcome of an event of a type. */
export type FixOf = (outcome: string, type: string | null) => string | undefined

/** What rows of the log are made with. */
export interface Showing {
  readonly db: Database
  readonly fixOf: FixOf
  readonly handles: Handles
}

/** A query that names a person by a reference: an address must not be in a URL. */
export function withName<Query extends { readonly q?: string }>(
  handles: Handles,
  orgId: number,
  query: Query,
): Query {
  const name = query.q === undefined ? undefined : handles.open(orgId, query.q.trim())
  return name === undefined ? query : { ...query, q: name }
}

/**
 * Calls in the format of the API. The stored outcome may be out of date: for example, a late send matches earlier
 * events. So items show the present outcome.
 */
export async function showRequests(
  showing: Showing,
  orgId: number,
  rows: readonly SummaryRow[],
): Promise<RequestSummary[]> {
  const ids = rows.flatMap(({ items }) => (items ?? []).flatMap(({ event_id }) => event_id ?? []))
  const events = [...new Set(ids)].map(id => ({ id, receivedAt: timeOfId(id) }))
  const known = new Map((await loadOutcomes(showing.db, orgId, events)).map(event => [event.id, event]))
  return rows.map(row => toSummary(showing, orgId, row, known))
}

function toSummary(
  { fixOf, handles }: Showing,
  orgId: number,
  row: SummaryRow,
  known: ReadonlyMap<string, EventOutcome>,
): RequestSummary {
  const items = row.items ?? []
  const events = items.flatMap(({ event_id }) => known.get(event_id ?? '') ?? [])
  const person = events.find(event => event.person !== null)?.person ?? null
  const ofMessage = events.find(event => event.template_id !== null)
  return {
    id: row.id,
    platform: row.platform,
    received_at: row.received_at.toISOString(),
    processed_at: row.processed_at?.toISOString() ?? null,
    outcome: row.outcome,
    standing: standingOfRow(row),
    reason: row.reason,
    took_ms: row.processed_at && row.processed_at.getTime() - row.received_at.getTime(),
    subject: person && maskName(person),
    subject_ref: person && handles.of(orgId, person),
    template_id: ofMessage?.template_id ?? null,
    variant_id: ofMessage?.variant_id ?? null,
    size_bytes: row.size_bytes,
    sample: row.is_sample,
    attempts: row.attempts,
    items: items.map(item => toItem(item, known, fixOf)),
  }
}

/** The same as in the tallies: of the stored outcomes. */
function standingOfRow({ outcome, items }: SummaryRow): RequestSummary['standing'] {
  if (outcome === null) return null
  return standingOf(items === null || items.length === 0 ? [outcome] : items.map(item => item.outcome))
}

/** A duplicate's event came with another call, and has a different outcome. */
function toItem(item: RequestItem, known: ReadonlyMap<string, EventOutcome>, fixOf: FixOf): Item {
  const { outcome, reason = null, fix = null, event_id = null } = item
  const { type = null, native_event = null, name = null } = item
  const names = { type, native_event, name, event_id }
  const now = outcome === 'duplicate' ? undefined : known.get(event_id ?? '')
  if (!now) return { outcome, reason, fix, ...names }
  // The stored fix also mends what could not be read, so it is the better one while the outcome is the same.
  const mended = now.outcome === outcome && fix !== null ? fix : (fixOf(now.outcome, type) ?? null)
  return { outcome: now.outcome, reason: now.reason, fix: mended, ...names }
}
