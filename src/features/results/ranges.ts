import { DAY_MS, HOUR_MS } from '../../lib/duration.ts'
import { type Period, readPeriod } from '../../runtime/http/period.ts'
import { Problem } from '../../runtime/http/problem.ts'

/** The periods that the console offers. */
export const RANGES = ['7d', '30d', '90d', 'all'] as const
export type Range = (typeof RANGES)[number]

const DAYS: Readonly<Record<Range, number | undefined>> = { '7d': 7, '30d': 30, '90d': 90, all: undefined }

/** A range that ends now. It begins at a whole hour, because counts are kept by hour. */
export function rangeUntil(range: Range, now: Date): Period {
  const days = DAYS[range]
  if (days === undefined) return { from: undefined, to: undefined }
  const hour = Math.floor(now.getTime() / HOUR_MS) * HOUR_MS
  return { from: new Date(hour - days * DAY_MS), to: undefined }
}

/** @throws Problem invalid-request for a time that cannot be read, or a range beside other borders */
export function periodOf(
  { range, ...borders }: { range?: Range; from?: string; to?: string },
  now: Date,
): Period {
  if (range === undefined) return readPeriod(borders)
  if (borders.from === undefined && borders.to === undefined) return rangeUntil(range, now)
  const message = 'cannot stand beside from or to'
  throw new Problem('invalid-request', `range ${message}.`, [{ field: '/range', message }])
}
