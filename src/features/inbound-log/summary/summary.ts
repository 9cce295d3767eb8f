import type { Standing } from '../../../core/events/standing.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../lib/duration.ts'
import { readPeriod } from '../../../runtime/http/period.ts'
import { Problem } from '../../../runtime/http/problem.ts'
import type { Interval, RequestsSummary, SummaryQuery } from './schema.ts'

const LENGTH_MS: Readonly<Record<Interval, number>> = {
  minute: MINUTE_MS,
  'five-minutes': 5 * MINUTE_MS,
  hour: HOUR_MS,
  day: DAY_MS,
}

const BUCKETS_MAX = 1_500

/** A period in whole minutes, and the length of its buckets. */
export interface Span {
  readonly from: Date
  readonly to: Date
  readonly interval: Interval
  readonly lengthMs: number
}

/**
 * The period of a summary.
 * @throws Problem invalid-request if a time cannot be read, the period is empty, or has too many buckets
 */
export function readSpan(query: SummaryQuery, now: Date): Span {
  const { interval } = query
  const lengthMs = LENGTH_MS[interval]
  const given = readPeriod(query)
  const to = new Date(Math.ceil((given.to ?? now).getTime() / MINUTE_MS) * MINUTE_MS)
  const begin = given.from?.getTime() ?? to.getTime() - HOUR_MS
  const from = new Date(Math.floor(begin / MINUTE_MS) * MINUTE_MS)
  if (from >= to) throw refused('/to', 'must be later than from')
  if ((to.getTime() - from.getTime()) / lengthMs > BUCKETS_MAX)
    throw refused(
      '/interval',
      `gives more than ${BUCKETS_MAX} buckets in this period: take a longer one, or a shorter period`,
    )
  return { from, to, interval, lengthMs }
}

const refused = (field: string, message: string): Problem =>
  new Problem('invalid-request', `${field.slice(1)} ${message}.`, [{ field, message }])

/** The calls of one bucket, platform and outcome. */
export interface Tally {
  /** Any moment of the bucket. */
  readonly at: Date
  readonly platform: string
  /** `waiting` before the first processing. */
  readonly outcome: string
  readonly reason: string
  readonly standing: Standing | 'waiting'
  readonly count: number
}

const NOTHING = { counted: 0, kept: 0, attention: 0, waiting: 0 }

/** Adds tallies up: all sums are of the same calls. */
export function summarise(
  { from, to, interval, lengthMs }: Span,
  tallies: readonly Tally[],
  completeSince: Date | null,
): RequestsSummary {
  const sums = { ...NOTHING }
  const byOutcome = new Map<string, number>()
  const byReason = new Map<string, number>()
  const byPlatform = new Map<string, number>()
  const buckets = new Map<number, typeof sums>()
  for (let at = startOf(from, lengthMs); at < to.getTime(); at += lengthMs) buckets.set(at, { ...NOTHING })
  let total = 0
  for (const { at, platform, outcome, reason, standing, count } of tallies) {
    total += count
    sums[standing] += count
    const bucket = buckets.get(startOf(at, lengthMs))
    if (bucket) bucket[standing] += count
    add(byOutcome, outcome, count)
    add(byPlatform, platform, count)
    if (reason !== '') add(byReason, reason, count)
  }
  return {
    from: from.toISOString(),
    to: to.toISOString(),
    interval,
    complete_since: completeSince && completeSince > from ? completeSince.toISOString() : null,
    total,
    ...sums,
    buckets: [...buckets].map(([at, of]) => ({ at: new Date(at).toISOString(), ...of })),
    by_outcome: Object.fromEntries(byOutcome),
    by_reason: [...byReason]
      .map(([reason, count]) => ({ reason, count }))
      .sort((left, right) => right.count - left.count || (left.reason < right.reason ? -1 : 1)),
    by_platform: Object.fromEntries(byPlatform),
  }
}

const startOf = (at: Date, lengthMs: number): number => Math.floor(at.getTime() / lengthMs) * lengthMs

const add = (sums: Map<string, number>, key: string, count: number): void => {
  sums.set(key, (sums.get(key) ?? 0) + count)
}
