import { MINUTE_MS } from '../../../lib/duration.ts'

/** A token bucket: how many calls were left, and when. It holds the calls of a minute, and refills steadily. */
export interface Bucket {
  readonly left: number
  readonly atMs: number
}

/** What one call finds. */
export interface Allowance {
  readonly isAllowed: boolean
  /** The number of calls that may follow at once. */
  readonly remaining: number
  /** The time until the next call is allowed, in milliseconds; zero if this one is. */
  readonly retryAfterMs: number
  /** The time until the bucket is full, in milliseconds. */
  readonly fullInMs: number
  readonly bucket: Bucket
}

// Calls flow in as fractions, whose sums are not exact.
const ROUNDING = 1e-6

/**
 * Takes one call out of a bucket.
 * @param bucket as the last call left it; undefined if there was none
 * @param perMinute the size of the bucket, more than zero
 */
export function spend(bucket: Bucket | undefined, nowMs: number, perMinute: number): Allowance {
  const callMs = MINUTE_MS / perMinute
  const { left, atMs } = bucket ?? { left: perMinute, atMs: nowMs }
  // A clock that is set back takes nothing away.
  const present = Math.min(perMinute, left + Math.max(0, nowMs - atMs) / callMs)
  const isAllowed = present >= 1 - ROUNDING
  const after = isAllowed ? Math.max(0, present - 1) : present
  return {
    isAllowed,
    remaining: Math.floor(after + ROUNDING),
    retryAfterMs: isAllowed ? 0 : (1 - present) * callMs,
    fullInMs: (perMinute - after) * callMs,
    bucket: { left: after, atMs: nowMs },
  }
}
