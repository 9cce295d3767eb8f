import { REFUSED } from '../../core/events/standing.ts'
import { timeOfId } from '../../lib/id.ts'
import { storableText } from '../../lib/json.ts'
import type { Database } from '../../runtime/db/session.ts'
import { type Page, toPage } from '../../runtime/http/page.ts'
import { type Bound, readBounds } from './bounds.ts'
import { loadRefused } from './refused-store.ts'
import type { RequestsQuery } from './schema.ts'
import { findByName, findInBodies, findOldestOf } from './search-store.ts'
import { type ListFilter, loadSummaries, type SummaryRow } from './store.ts'

/** The number of calls that one step scans if no index helps. */
const WINDOW_ROWS = 20_000
const ROUNDS_MAX = 5
const UNINDEXED = ['platform', 'outcome', 'reason', 'type', 'event', 'template']

/** A page of the log. */
export interface LogPage extends Page<SummaryRow> {
  /** Searching for text reads a limited number of bodies: those since this moment. Undefined: all. */
  readonly completeBackTo?: Date | undefined
}

/**
 * The calls of a query, newest first, with refused ones. Without an index, some thousand calls are scanned at a time.
 * A page may then contain fewer calls than requested and still have a next page.
 * @throws Problem invalid-request if a cursor or a time cannot be read
 */
export async function listRequests(db: Database, orgId: number, query: RequestsQuery): Promise<LogPage> {
  const { q, limit } = query
  if (q !== undefined) return search(db, orgId, query, storableText(q.trim()))
  const bounds = readBounds(query)
  // Refused calls are few, and have a table of their own.
  if (query.outcome === REFUSED || UNINDEXED.every(name => !(name in query)))
    return pageOf(await loadRows(db, orgId, query, bounds, limit + 1), limit)
  return inRounds(limit, bounds, async (within, missing) => {
    const horizon = await findOldestOf(db, orgId, within, WINDOW_ROWS)
    return { rows: await loadRows(db, orgId, query, [...within, ...since(horizon)], missing), horizon }
  })
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
  const page = await inRounds(query.limit, readBounds(query), async (within, missing) => {
    const { ids, horizon } = await findByName(db, orgId, text, within)
    const bounds = [...within, ...since(horizon)]
    return {
      rows: await loadSummaries(db, orgId, query, bounds, missing, [...new Set([...ids, ...inBodies.ids])]),
      horizon,
    }
  })
  return {
    ...page,
    completeBackTo: inBodies.horizon === undefined ? undefined : timeOfId(inBodies.horizon),
  }
}

interface Round {
  readonly rows: readonly SummaryRow[]
  /** All calls from this id on were scanned; undefined if all calls were. */
  readonly horizon: string | undefined
}

/** Scans further back until the page is full, all calls are scanned, or the time limit is reached. */
async function inRounds(
  limit: number,
  bounds: readonly Bound[],
  look: (bounds: readonly Bound[], missing: number) => Promise<Round>,
): Promise<Page<SummaryRow>> {
  const rows: SummaryRow[] = []
  let horizon: string | undefined
  for (let round = 0; round < ROUNDS_MAX; round++) {
    const within = horizon === undefined ? bounds : [...bounds, ...before(horizon)]
    const looked = await look(within, limit + 1 - rows.length)
    rows.push(...looked.rows)
    horizon = looked.horizon
    if (rows.length > limit || horizon === undefined) return pageOf(rows, limit)
  }
  return { items: rows, next_cursor: Buffer.from(horizon ?? '').toString('base64url') }
}

const since = (horizon: string | undefined): readonly Bound[] =>
  horizon === undefined
    ? []
    : [
        ['id', '>=', horizon],
        ['received_at', '>=', timeOfId(horizon)],
      ]

const before = (horizon: string): readonly Bound[] => [
  ['id', '<', horizon],
  ['received_at', '<=', timeOfId(horizon)],
]

const pageOf = (rows: readonly SummaryRow[], limit: number): Page<SummaryRow> =>
  toPage(
    rows,
    limit,
    ({ id }) => id,
    row => row,
  )
