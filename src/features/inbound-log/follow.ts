import { timeOfId } from '../../lib/id.ts'
import type { RequestSummary } from './schema.ts'

/** The sources of the live log. */
export interface TailSource {
  /** The ids of calls that arrived since, newest first, at most `limit`. */
  idsSince(since: Date, limit: number): Promise<readonly string[]>
  /** The calls that still exist, in any order, and whether the listener wants to hear of them. */
  load(
    ids: readonly string[],
  ): Promise<readonly { readonly request: RequestSummary; readonly isWanted: boolean }[]>
}

/** A call to report, and the position from which the listener would continue. */
export interface Told {
  readonly request: RequestSummary
  readonly mark: string
}

/** The news since the last reading. */
export interface TailNews {
  /**
   * In the order of arrival: new calls first, then calls that were reported earlier and have been processed since.
   */
  readonly told: readonly Told[]
  /** The number of further calls. In a busy period only every n-th is reported. */
  readonly skipped: number
  /** Of the new calls, every n-th is reported: 1 for all. */
  readonly every: number
}

export interface Tail {
  look(): Promise<TailNews>
}

/** Calls become visible up to this long after the time in their id, and the clocks of processes differ. */
const OVERLAP_MS = 5_000
const IDS_MAX = 2_000
/** New calls that one look reports. */
export const SHOWN_MAX = 50
const WAITING_MAX = 500

/**
 * Follows the calls of an organisation. Each call is reported when it arrives, and again when it has been processed.
 * @param mark the last call that a reconnecting listener received: later calls come first. Without it, the log begins
 *   with new calls
 */
export function createTail(source: TailSource, mark: string | undefined, now: Date): Tail {
  const waiting = new Set<string>()
  let seen: ReadonlySet<string> | undefined
  let last = mark
  let since = before(mark === undefined ? now : timeOfId(mark))

  async function look(): Promise<TailNews> {
    const ids = [...(await source.idsSince(since, IDS_MAX))].reverse()
    const isNews = (id: string) => (seen === undefined ? mark !== undefined && id > mark : !seen.has(id))
    const fresh = ids.filter(isNews)
    const every = Math.max(1, Math.ceil(fresh.length / SHOWN_MAX))
    // The latest is always among them.
    const shown = fresh.filter((_, at) => (fresh.length - 1 - at) % every === 0)
    // At the beginning, earlier calls are reported only once they have been processed.
    const watched = seen === undefined ? ids.filter(id => !isNews(id)).slice(-SHOWN_MAX) : []
    const told = await tell(shown, watched)
    for (const id of ids) last = later(last, id)
    since = last === undefined ? since : before(timeOfId(last))
    seen = new Set([...(seen ?? []), ...ids].filter(id => timeOfId(id) >= since))
    return { told, skipped: fresh.length - shown.length, every }
  }

  async function tell(shown: readonly string[], watched: readonly string[]): Promise<readonly Told[]> {
    const asked = [...new Set([...shown, ...watched, ...waiting])]
    const loaded = new Map((await source.load(asked)).map(found => [found.request.id, found]))
    const isRead = (id: string) => loaded.get(id)?.request.processed_at !== null
    const news = [...shown, ...[...waiting].filter(isRead)].flatMap(id => {
      const found = loaded.get(id)
      return found?.isWanted ? [found.request] : []
    })
    for (const id of asked) {
      if (loaded.has(id) && !isRead(id)) waiting.add(id)
      else waiting.delete(id)
    }
    for (const id of [...waiting].slice(0, -WAITING_MAX)) waiting.delete(id)
    let furthest = last
    return news.map(request => {
      furthest = later(furthest, request.id)
      return { request, mark: furthest }
    })
  }

  return { look }
}

const before = (moment: Date): Date => new Date(moment.getTime() - OVERLAP_MS)

const later = (left: string | undefined, right: string): string =>
  left === undefined || right > left ? right : left
