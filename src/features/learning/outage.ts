import { DAY_MS, MINUTE_MS } from '../../lib/duration.ts'

/**
 * Silences of at least this and at most that length may be an outage. Messages of this time do not count as failures
 * yet.
 */
const OUTAGE_MIN_MS = 30 * MINUTE_MS
const OUTAGE_MAX_MS = 3 * DAY_MS

/**
 * The moment until which reports count as complete. The time of the last report is known some seconds late, so a short
 * silence is ignored.
 * @param lastHeardAt when any of the organisation's platforms last reported; undefined if none ever did
 * @returns milliseconds since 1970, `nowMs` at the latest
 */
export function completeUntil(nowMs: number, lastHeardAt: Date | undefined): number {
  const silenceMs = lastHeardAt === undefined ? 0 : nowMs - lastHeardAt.getTime()
  return silenceMs < OUTAGE_MIN_MS ? nowMs : nowMs - Math.min(silenceMs, OUTAGE_MAX_MS)
}
