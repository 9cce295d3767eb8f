import { DAY_MS, MINUTE_MS } from '../../lib/duration.ts'

/**
 * The widths, in minutes, of the spans of send time in which messages are counted: fine for recent messages, wider for
 * older ones, where nothing is lost. Spans start at multiples of their width since 1970.
 */
export const SPAN_MINUTES = { fine: 5, medium: 6 * 60, coarse: 30 * 24 * 60 } as const

/**
 * The limits between widths: messages sent before `coarseMs` are counted in coarse spans, those before `mediumMs` in
 * medium spans.
 */
export interface SpanLimits {
  readonly coarseMs: number
  readonly mediumMs: number
}

const FINE_DAYS = 2
// The drift alarm looks for changes in this number of days.
const MEDIUM_DAYS_MIN = 28
/** Late reports still arrive for this number of days after the window. */
const LATE_DAYS = 2

/**
 * The limits at a moment. They lie between two medium spans and never move back, so a stored span is never wider than a
 * later query needs.
 * @param lookbackDays days after a message in which its conversions count
 */
export function spanLimits(nowMs: number, lookbackDays: number): SpanLimits {
  const before = (days: number) => startOfSpan(nowMs - days * DAY_MS, SPAN_MINUTES.medium)
  return {
    mediumMs: before(FINE_DAYS),
    coarseMs: before(Math.max(MEDIUM_DAYS_MIN, lookbackDays + LATE_DAYS)),
  }
}

/** The start of the span of this width that contains a moment. */
export const startOfSpan = (atMs: number, minutes: number): number =>
  Math.floor(atMs / (minutes * MINUTE_MS)) * minutes * MINUTE_MS
