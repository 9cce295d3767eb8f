import { DAY_MS, MINUTE_MS } from '../../lib/duration.ts'

/** A silence from this long on, up to that long, may be an outage: what it hides is not yet taken for failures. */
const OUTAGE_MIN_MS = 30 * MINUTE_MS
const OUTAGE_MAX_MS = 3 * DAY_MS

/**
 * Until when reports are taken to be complete. When a platform was heard of is known some seconds late, so a short
 * silence is none.
 * @param lastHeardAt when any of the organisation's platforms last reported; undefined when none ever did
 * @returns milliseconds since 1970, `nowMs` at the latest
 */
export function completeUntil(nowMs: number, lastHeardAt: Date | undefined): number {
  const silenceMs = lastHeardAt === undefined ? 0 : nowMs - lastHeardAt.getTime()
  return silenceMs < OUTAGE_MIN_MS ? nowMs : nowMs - Math.min(silenceMs, OUTAGE_MAX_MS)
}
