import { analyzeGrown } from '../../runtime/db/upkeep/statistics.ts'
import { type Drain, drainOnce } from './drain.ts'

const IDLE_MS = 250
// A batch costs some milliseconds however small it is, so a stream of calls is processed in small batches.
const COLLECT_MS = 200
// A batch holds the embedded database's only connection, and requests wait for it. Planning its statements takes
// tens of milliseconds whatever its size, so very small batches would never catch up.
const BATCH_TARGET_MS = { embedded: 150, server: 500 }
const BATCH_MIN = 100
const BATCH_MAX = 3_000
const STATISTICS_MS = 500

/**
 * Makes a round of ingest that repeats itself. Batches grow while they are fast, and shrink if others have to wait.
 * @param report told before a round that it is not idle, and after it whether nothing was due
 * @returns the round, which returns the pause until the next one, in milliseconds
 */
export function drainSteadily(drain: Drain, report: (isIdle: boolean) => void): () => Promise<number> {
  const targetMs = BATCH_TARGET_MS[drain.db.kind]
  let eventsMax = BATCH_MIN
  let analyzedAtMs = Number.NEGATIVE_INFINITY
  let hasGrown = true
  return async () => {
    report(false)
    if (hasGrown && performance.now() - analyzedAtMs >= STATISTICS_MS) {
      await analyzeGrown(drain.db)
      analyzedAtMs = performance.now()
      hasGrown = false
    }
    const { isIdle, hasMore, slowestMs } = await drainOnce(drain, eventsMax)
    hasGrown ||= !isIdle
    if (slowestMs > 2 * targetMs) eventsMax = Math.max(BATCH_MIN, Math.floor(eventsMax / 2))
    else if (hasMore && slowestMs < targetMs) eventsMax = Math.min(BATCH_MAX, eventsMax * 2)
    if (hasMore) return 0
    report(isIdle)
    return isIdle ? IDLE_MS : COLLECT_MS
  }
}
