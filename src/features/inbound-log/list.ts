import { REFUSED } from '../../core/events/standing.ts'
import { timeOfId } from '../../lib/id.ts'
import { storableText } from '../../lib/json.ts'
import type { Database } from '../../runtime/db/session.ts'
import { findOldestOf } from '../../runtime/lists/find-rows.ts'
import { fullPage, type LookBackPage, lookBack } from '../../runtime/lists/look-back.ts'
import { type Bound, before, readBounds, since, toCondition } from './bounds.ts'
import { loadRefused } from './refused-store.ts'
import type { RequestsQuery } from './schema.ts'
import { findByName, findInBodies } from './search-store.ts'
import { type ListFilter, loadSummaries, type SummaryRow } from './store.ts'

const UNINDEXED = ['platform', 'outcome', 'reason', 'type', 'event', 'template']

/** A page of the log. */
export interface LogPage extends LookBackPage<SummaryRow> {
  /** Searching for text reads a limited number of bodies: those since this moment. Undefined: all. */
  readonly completeBackTo?: Date | undefined
}

/**
 * The calls of a query, newest first, with refused ones. Without an index, a limited number of calls is searched: a page
 * may then contain fewer calls than requested and still have a next page.
 * @throws Problem invalid-request if a cursor or a time cannot be read
 */
export async function listRequests(db: Database, orgId: number, query: RequestsQuery): Promise<LogPage> {
  const { q, limit } = query
  if (q !== undefined) return search(db, orgId, query, storableText(q.trim()))
  const bounds = readBounds(query)
  // Refused calls are few, and have a table of their own.
  if (query.outcome === REFUSED || UNINDEXED.every(name => !(name in query)))
    return fullPage(await loadRows(db, orgId, query, bounds, limit + 1), limit, asIs)
  const look = async (size: number, last: string | undefined, missing: number) => {
    const within = [...bounds, ...before(last)]
    const horizon = await findOldestOf(db, 'inbound_requests', orgId, within.map(toCondition), size)
    return { rows: await loadRows(db, orgId, query, [...within, ...since(horizon)], missing), horizon }
  }
  return lookBack(limit, look, asIs)
}

/** Stored and refused calls, newest first. Refused calls have no items and are never pending. */
async function loadRows(
  db: Database,
  orgId: number,
  filter: ListFilter,
  bounds: readonly Bound[],
  limit: number,
): Promise<readonly SummaryRow[]> {
  const { outcome, type, event, template, pending } = filter
  const isOfItems = [type, event, template, pending].some(value => value !== undefined)
  const refused =
    isOfItems || (outcome !== undefined && outcome !== REFUSED)
      ? []
      : await loadRefused(db, orgId, filter, bounds, limit)
  if (outcome === REFUSED) return refused
  const stored = await loadSummaries(db, orgId, filter, bounds, limit)
  if (refused.length === 0) return stored
  return [...stored, ...refused].sort((left, right) => (left.id < right.id ? 1 : -1)).slice(0, limit)
}

async function search(db: Database, orgId: number, query: RequestsQuery, text: string): Promise<LogPage> {
  // The bounds of the latest calls do not depend on the page.
  const { cursor: _, ...firstPage } = query
  const inBodies = await findInBodies(db, orgId, text, readBounds(firstPage))
  const bounds = readBounds(query)
  const look = async (_size: number, last: string | undefined, missing: number) => {
    const within = [...bounds, ...before(last)]
    const { ids, horizon } = await findByName(db, orgId, text, within)
    const found = [...new Set([...ids, ...inBodies.ids])]
    return {
      rows: await loadSummaries(db, orgId, query, [...within, ...since(horizon)], missing, found),
      horizon,
    }
  }
  return {
    ...(await lookBack(query.limit, look, asIs)),
    completeBackTo: inBodies.horizon === undefined ? undefined : timeOfId(inBodies.horizon),
  }
}

const asIs = (row: SummaryRow): SummaryRow => row
