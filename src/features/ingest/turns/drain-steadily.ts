import { analyzeGrown } from '../../../runtime/db/upkeep/statistics.ts'
import { type Drain, drainOnce } from '../drain.ts'
import { FIRST_BATCH, nextBatchSize } from './batch-size.ts'

const IDLE_MS = 250
// A batch costs some milliseconds however small it is, so a stream of calls is processed in small batches.
const COLLECT_MS = 200
// A batch holds the embedded database's only connection, and requests wait for it.
const BATCH_TARGET_MS = { embedded: 150, server: 500 }
const STATISTICS_MS = 500

/**
 * Makes a round of ingest that repeats itself. Batches grow while they are fast, and shrink if others have to wait.
 * @param report told before a round that it is not idle, and after it whether nothing was due
 * @returns the round, which returns the pause until the next one, in milliseconds
 */
export function drainSteadily(drain: Drain, report: (isIdle: boolean) => void): () => Promise<number> {
  const targetMs = BATCH_TARGET_MS[drain.db.kind]
  let eventsMax = FIRST_BATCH
  let analyzedAtMs = Number.NEGATIVE_INFINITY
  let hasGrown = true
  return async () => {
    report(false)
    if (hasGrown && performance.now() - analyzedAtMs >= STATISTICS_MS) {
      await analyzeGrown(drain.db)
      analyzedAtMs = performance.now()
      hasGrown = false
    }
    const round = await drainOnce(drain, eventsMax)
    const { isIdle, hasMore } = round
    hasGrown ||= !isIdle
    eventsMax = nextBatchSize(eventsMax, round, targetMs)
    if (hasMore) return 0
    report(isIdle)
    return isIdle ? IDLE_MS : COLLECT_MS
  }
}
