import { setTimeout as wait } from 'node:timers/promises'
import type { Calls } from '../load.ts'
import type { Server } from '../server.ts'
import { percentile } from '../spread.ts'
import { countOf } from '../stored.ts'

const PROCESSED = 'parley_inbound_processed_total'
const LOOK_EVERY_MS = 200

export const countProcessed = (server: Server): Promise<number> => countOf(server, PROCESSED)

/** How long answered calls waited until they were counted, in seconds. */
export interface Lag {
  readonly p50: number
  readonly max: number
}

/** Notes when calls are answered, and when as many calls have been processed. */
export async function watchCounted(server: Server, calls: Calls) {
  const before = await countProcessed(server)
  const answeredAt: number[] = []
  const lags: number[] = []
  let sent = true
  const look = async () => {
    const processed = (await countProcessed(server)) - before
    const now = performance.now()
    while (lags.length < Math.min(processed, answeredAt.length))
      lags.push((now - (answeredAt[lags.length] ?? now)) / 1000)
  }
  const watching = (async () => {
    while (sent || lags.length < answeredAt.length) {
      await look()
      await wait(LOOK_EVERY_MS)
    }
  })()
  return {
    calls: {
      next: calls.next,
      fault: (reply: Parameters<Calls['fault']>[0]) => {
        const fault = calls.fault(reply)
        if (fault === undefined) answeredAt.push(performance.now())
        return fault
      },
    },
    /** Waits until all are counted. */
    async end(): Promise<Lag> {
      sent = false
      await watching
      const sorted = Float64Array.from(lags).sort()
      return { p50: percentile(sorted, 0.5), max: percentile(sorted, 1) }
    },
  }
}
