import { storableText } from '../../lib/json.ts'
import type { TailSource } from './follow.ts'
import { loadRefused } from './refused-store.ts'
import type { LiveQuery } from './schema.ts'
import { findAmong, findByName } from './search-store.ts'
import { type Showing, showRequests } from './show.ts'
import { boundsAround, loadArrivedSince, loadSummaries, type SummaryRow } from './store.ts'

/** The log of an organisation as the source of a live tail, which reports the calls that match the filter. */
export function sourceOf(showing: Showing, orgId: number, query: LiveQuery): TailSource {
  const { db } = showing
  const { q, outcome, ...filter } = query
  const isFiltered = Object.values(query).some(value => value !== undefined)
  const isForStored = outcome !== 'refused'
  const isForRefused =
    (outcome === undefined || outcome === 'refused') &&
    [q, query.type, query.event, query.template].every(value => value === undefined)

  async function load(ids: readonly string[]): Promise<readonly SummaryRow[]> {
    const stored = await loadSummaries(db, orgId, {}, [], ids.length, ids)
    const missing = new Set(ids)
    for (const { id } of stored) missing.delete(id)
    if (missing.size === 0) return stored
    const refused = await loadRefused(db, orgId, {}, boundsAround([...missing]), ids.length)
    return [...stored, ...refused.filter(({ id }) => missing.has(id))]
  }

  async function matching(rows: readonly SummaryRow[]): Promise<ReadonlySet<string>> {
    if (!isFiltered) return new Set(rows.map(({ id }) => id))
    const stored = rows.filter(row => row.outcome !== 'refused').map(({ id }) => id)
    const refused = rows.filter(
      row =>
        row.outcome === 'refused' &&
        (query.platform === undefined || row.platform === query.platform) &&
        (query.reason === undefined || row.reason === query.reason),
    )
    const fitting = isForStored
      ? await loadSummaries(
          db,
          orgId,
          outcome === undefined ? filter : { ...filter, outcome },
          [],
          stored.length,
          stored,
        )
      : []
    const found = fitting.map(({ id }) => id)
    return new Set([
      ...(q === undefined ? found : await findText(found, storableText(q.trim()))),
      ...(isForRefused ? refused.map(({ id }) => id) : []),
    ])
  }

  async function findText(ids: readonly string[], text: string): Promise<readonly string[]> {
    const named = await findByName(db, orgId, text, boundsAround(ids))
    const among = new Set(named.ids)
    return [...(await findAmong(db, orgId, text, ids)), ...ids.filter(id => among.has(id))]
  }

  return {
    idsSince: (since, limit) => loadArrivedSince(db, orgId, since, limit),
    async load(ids) {
      const rows = await load(ids)
      const wanted = await matching(rows)
      const shown = await showRequests(showing, orgId, rows)
      return shown.map(request => ({ request, isWanted: wanted.has(request.id) }))
    },
  }
}
