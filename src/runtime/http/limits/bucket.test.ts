import fc from 'fast-check'
import { expect, it } from 'vitest'
import { MINUTE_MS } from '../../../lib/duration.ts'
import { type Bucket, spend } from './bucket.ts'
import { createRateLimiter } from './rate-limiter.ts'

const NOW_MS = 1_800_000_000_000

/** The moments of the calls that a bucket allows, when they come after these gaps. */
function allowed(gaps: readonly number[], perMinute: number): number[] {
  let nowMs = NOW_MS
  let bucket: Bucket | undefined
  return gaps.flatMap(gap => {
    nowMs += gap
    const spent = spend(bucket, nowMs, perMinute)
    bucket = spent.bucket
    return spent.isAllowed ? [nowMs] : []
  })
}

it('never allows more than a full bucket and what has flowed in since, in any span', () => {
  const gaps = fc.array(fc.integer({ min: 0, max: 2_000 }), { maxLength: 200 })
  fc.assert(
    fc.property(gaps, fc.integer({ min: 1, max: 60 }), (given, perMinute) => {
      const moments = allowed(given, perMinute)
      const excesses = moments.flatMap((from, first) =>
        moments.slice(first).map((until, more) => more + 1 - perMinute * (1 + (until - from) / MINUTE_MS)),
      )
      expect(Math.max(0, ...excesses)).toBeLessThan(1e-3)
    }),
    { numRuns: 50 },
  )
})

it('allows exactly its number at once, and the next call when it says', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 5_000 }), perMinute => {
      let bucket: Bucket | undefined
      const remaining = Array.from({ length: perMinute }, () => {
        const spent = spend(bucket, NOW_MS, perMinute)
        bucket = spent.bucket
        return spent.isAllowed ? spent.remaining : -1
      })
      expect(remaining).toEqual(Array.from({ length: perMinute }, (_, at) => perMinute - 1 - at))
      const refused = spend(bucket, NOW_MS, perMinute)
      expect([refused.isAllowed, refused.remaining]).toEqual([false, 0])
      expect(spend(bucket, NOW_MS + Math.ceil(refused.retryAfterMs), perMinute).isAllowed).toBe(true)
      expect(spend(bucket, NOW_MS + MINUTE_MS, perMinute).remaining).toBe(perMinute - 1)
    }),
    { numRuns: 50 },
  )
})

it('a clock that is set back takes no calls away', () => {
  const { bucket } = spend(undefined, NOW_MS, 60)
  expect(spend(bucket, NOW_MS - 3_600_000, 60).remaining).toBe(58)
})

it('a call that one limit refuses counts under no other', () => {
  const limiter = createRateLimiter(() => new Date(NOW_MS), 10)
  const key = { name: 'key', key: 'k', perMinute: 1 }
  const org = { name: 'organisation', key: 'o', perMinute: 5 }
  for (let call = 0; call < 20; call++) limiter.spend([key, org])
  expect(limiter.spend([org])[0]).toMatchObject({ isAllowed: true, remaining: 3 })
})
