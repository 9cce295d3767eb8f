import { DAY_MS, MINUTE_MS } from '../../lib/duration.ts'

/**
 * The stretches of time, in minutes, that messages are counted in by when they were sent: fine while they are young,
 * wider once nothing is lost by it. All begin at multiples of their width since 1970.
 */
export const SPAN_MINUTES = { fine: 5, medium: 6 * 60, coarse: 30 * 24 * 60 } as const

/** Where each width begins to hold: what was sent before `coarseMs` is counted in coarse spans, before `mediumMs` in medium ones. */
export interface SpanLimits {
  readonly coarseMs: number
  readonly mediumMs: number
}

const FINE_DAYS = 2
// A change of how variants compare is looked for in so many days.
const MEDIUM_DAYS_MIN = 28
/** How long after the window has closed reports still trickle in. */
const LATE_DAYS = 2

/**
 * Both limits lie between two medium spans, and never go back as time goes on: so what has been added up for
 * storage is never wider than what is asked for later.
 * @param lookbackDays how long after a message its conversions count
 */
export function spanLimits(nowMs: number, lookbackDays: number): SpanLimits {
  const before = (days: number) => startOfSpan(nowMs - days * DAY_MS, SPAN_MINUTES.medium)
  return {
    mediumMs: before(FINE_DAYS),
    coarseMs: before(Math.max(MEDIUM_DAYS_MIN, lookbackDays + LATE_DAYS)),
  }
}

/** The beginning of the span of so many minutes that a moment lies in. */
export const startOfSpan = (atMs: number, minutes: number): number =>
  Math.floor(atMs / (minutes * MINUTE_MS)) * minutes * MINUTE_MS
