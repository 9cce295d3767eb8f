import type { RequestSummary } from '../../../../src/features/inbound-log/schema.ts'

/** More rows are never on the page. */
export const ROWS_MAX = 200

/** Calls by id: a later message about a call replaces the earlier one. */
export type Calls = ReadonlyMap<string, RequestSummary>

/** Adds news to known calls. Only the latest are kept. */
export function withNews(known: Calls, news: readonly RequestSummary[]): Calls {
  if (news.length === 0) return known
  const all = new Map(known)
  for (const call of news) all.set(call.id, call)
  if (all.size <= ROWS_MAX) return all
  const kept = [...all.keys()].sort().slice(-ROWS_MAX)
  return new Map(kept.flatMap(id => entryOf(all, id)))
}

const entryOf = (calls: Calls, id: string): [string, RequestSummary][] => {
  const call = calls.get(id)
  return call ? [[id, call]] : []
}

/**
 * The rows of the page, newest first. A streamed call is newer knowledge than the list, unless the list has read it
 * later.
 * @param held the rows that stay where they are while somebody reads them; later calls wait above
 */
export function rowsOf(
  listed: readonly RequestSummary[],
  streamed: Calls,
  held: readonly RequestSummary[] | undefined,
): { readonly rows: readonly RequestSummary[]; readonly above: number } {
  const all = new Map(listed.map(call => [call.id, call]))
  for (const [id, call] of streamed) {
    const known = all.get(id)
    if (known === undefined || known.processed_at === null || call.processed_at !== null) all.set(id, call)
  }
  if (held !== undefined) {
    const newest = held[0]?.id ?? ''
    return {
      rows: held.map(call => all.get(call.id) ?? call),
      above: [...all.keys()].filter(id => id > newest).length,
    }
  }
  const sorted = [...all.values()].sort((left, right) => (left.id < right.id ? 1 : -1))
  return { rows: sorted.slice(0, ROWS_MAX), above: 0 }
}
