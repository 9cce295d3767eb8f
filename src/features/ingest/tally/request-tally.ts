import { type Standing, standingOf } from '../../../core/events/standing.ts'
import { MINUTE_MS } from '../../../lib/duration.ts'
import type { RequestItem } from '../../../runtime/db/table-rows/inbound-rows.ts'

/** The change of a tally: how many more calls of that minute have that outcome. */
export interface TallyChange {
  readonly minute: Date
  readonly platform: string
  readonly outcome: string
  readonly reason: string
  readonly standing: Standing
  readonly count: number
}

/** A call whose outcome is written. */
export interface Settled {
  readonly request: {
    readonly platform: string
    readonly receivedAt: Date
    /** The former outcome; null if the call was never read. */
    readonly outcome: string | null
    readonly items: readonly RequestItem[] | null
  }
  readonly outcome: string
  readonly items: readonly RequestItem[]
}

/** The new outcomes minus the former ones, so that a replay counts nothing twice. */
export function tallyChanges(settled: readonly Settled[]): readonly TallyChange[] {
  const changes = new Map<string, TallyChange & { count: number }>()
  for (const { request, outcome, items } of settled) {
    const add = (of: string, among: readonly RequestItem[], count: number) => {
      const { platform, receivedAt } = request
      const minuteMs = Math.floor(receivedAt.getTime() / MINUTE_MS) * MINUTE_MS
      const reason = codeOf(among)
      const standing = standingOf(among.length === 0 ? [of] : among.map(item => item.outcome))
      const key = `${minuteMs}|${platform}|${of}|${reason}|${standing}`
      const sum = changes.get(key)
      if (sum) sum.count += count
      else changes.set(key, { minute: new Date(minuteMs), platform, outcome: of, reason, standing, count })
    }
    if (request.outcome !== null) add(request.outcome, request.items ?? [], -1)
    add(outcome, items, 1)
  }
  return [...changes.values()].filter(({ count }) => count !== 0)
}

/** Reasons are codes or sentences. Sentences contain figures, so each would be a row of its own. */
const codeOf = (items: readonly RequestItem[]): string => {
  const [{ reason } = { reason: undefined }] = items.length === 1 ? items : []
  return reason !== undefined && /^[a-z][a-z0-9-]{0,59}$/.test(reason) ? reason : ''
}
