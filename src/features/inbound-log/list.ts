import { timeOfId } from '../../lib/id.ts'
import { storableText } from '../../lib/json.ts'
import type { Database } from '../../runtime/db/session.ts'
import { type Page, toPage } from '../../runtime/http/page.ts'
import { type Bound, readBounds } from './bounds.ts'
import type { RequestsQuery } from './schema.ts'
import { findByName, findInBodies, findOldestOf } from './search-store.ts'
import { loadSummaries, type SummaryRow } from './store.ts'

/** The number of calls that one step scans if no index helps. */
const WINDOW_ROWS = 20_000
const ROUNDS_MAX = 5

/**
 * The calls of a query, newest first. Without an index, some thousand calls are scanned at a time. A page may then
 * contain fewer calls than requested and still have a next page.
 * @throws Problem invalid-request if a cursor or a time cannot be read
 */
export async function listRequests(
  db: Database,
  orgId: number,
  query: RequestsQuery,
): Promise<Page<SummaryRow>> {
  const { q, limit } = query
  if (q !== undefined) return search(db, orgId, query, storableText(q.trim()))
  const bounds = readBounds(query)
  if (query.reason === undefined && query.type === undefined && query.event === undefined)
    return pageOf(await loadSummaries(db, orgId, query, bounds, limit + 1), limit)
  return inRounds(limit, bounds, async (within, missing) => {
    const horizon = await findOldestOf(db, orgId, within, WINDOW_ROWS)
    return { rows: await loadSummaries(db, orgId, query, [...within, ...since(horizon)], missing), horizon }
  })
}

async function search(
  db: Database,
  orgId: number,
  query: RequestsQuery,
  text: string,
): Promise<Page<SummaryRow>> {
  // The bounds of the latest calls do not depend on the page.
  const { cursor: _, ...firstPage } = query
  const inBodies = await findInBodies(db, orgId, text, readBounds(firstPage))
  return inRounds(query.limit, readBounds(query), async (within, missing) => {
    const { ids, horizon } = await findByName(db, orgId, text, within)
    const bounds = [...within, ...since(horizon)]
    return {
      rows: await loadSummaries(db, orgId, query, bounds, missing, [...new Set([...ids, ...inBodies])]),
      horizon,
    }
  })
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
