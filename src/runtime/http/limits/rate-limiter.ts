import type { Clock } from '../../../lib/clock.ts'
import { createRecent } from '../../../lib/recent.ts'
import { type Allowance, type Bucket, spend } from './bucket.ts'

/** A limit that concerns a call. */
export interface Limit {
  /** The name of the policy in answers. */
  readonly name: string
  /** Whose calls are counted together. */
  readonly key: string
  readonly perMinute: number
}

export interface Spent extends Allowance {
  readonly limit: Limit
}

/** Counts calls in the memory of this process. */
export interface RateLimiter {
  /** Counts a call under all limits, or under none of them if one refuses it. */
  spend(limits: readonly Limit[]): readonly Spent[]
}

/**
 * @param kept the number of buckets that are kept at least. A forgotten one is full again: that costs nobody anything.
 */
export function createRateLimiter(clock: Clock, kept: number): RateLimiter {
  const buckets = createRecent<Bucket>(kept)
  return {
    spend(limits) {
      const nowMs = clock().getTime()
      const spent = limits.map(limit => ({ ...spend(buckets.get(limit.key), nowMs, limit.perMinute), limit }))
      if (spent.every(({ isAllowed }) => isAllowed))
        for (const { limit, bucket } of spent) buckets.set(limit.key, bucket)
      return spent
    },
  }
}
