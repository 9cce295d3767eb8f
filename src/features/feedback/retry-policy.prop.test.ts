import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { HOUR_MS } from '../../lib/duration.ts'
import { type AttemptContext, decideRetry } from '../../runtime/outbox/retry.ts'
import { escalationOf } from './endpoint-health.ts'
import { noAnswer, POLICY, readAnswer } from './retry-policy.ts'

const BREAKER_FAILURES = POLICY.lane.failuresMin
const TRIED_FOR_MS = POLICY.triedForMs
const now = new Date('2026-03-02T09:00:00Z')
const first: AttemptContext = { attempts: 0, failures: 0, triedMs: 0, chance: 0 }
const status = (value: number, retryAfter?: string) => readAnswer(value, retryAfter, now)
const decide = (answer: ReturnType<typeof readAnswer>, context: AttemptContext) =>
  decideRetry(POLICY, answer, context)

describe('the result of an attempt', () => {
  it('a 2xx and nothing else is accepted', () => {
    for (let value = 100; value < 600; value++)
      expect(decide(status(value), first).state).toBe(value >= 200 && value < 300 ? 'done' : 'retry')
    expect(decide(noAnswer('timeout'), first).state).toBe('retry')
  })

  it('a delivery that always fails is tried for more than a day, at growing intervals, and then given up', () => {
    fc.assert(
      fc.property(
        fc.infiniteStream(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })),
        chances => {
          let at = now
          const times: number[] = []
          for (let attempts = 0; attempts < 100; attempts++) {
            const { value: chance } = chances.next() as { value: number }
            times.push(at.getTime())
            const decided = decide(status(500), {
              ...first,
              attempts,
              triedMs: at.getTime() - now.getTime(),
              chance,
            })
            if (decided.state === 'dead') break
            expect(decided.waitMs).toBeGreaterThan(0)
            at = new Date(at.getTime() + decided.waitMs)
          }
          const lastedMs = (times.at(-1) ?? 0) - now.getTime()
          expect(lastedMs).toBeGreaterThanOrEqual(TRIED_FOR_MS)
          expect(TRIED_FOR_MS).toBeGreaterThanOrEqual(24 * HOUR_MS)
          expect(times.length).toBeGreaterThan(20)
          expect(times.length).toBeLessThan(80)
        },
      ),
      { numRuns: 50 },
    )
  })

  it('the receiver can set the time of the next attempt', () => {
    expect(decide(status(429, '120'), first)).toMatchObject({ waitMs: 120_000, pauseMs: 120_000 })
    expect(decide(status(503, 'Mon, 02 Mar 2026 09:10:00 GMT'), first)).toMatchObject({ pauseMs: 600_000 })
    expect(decide(status(429, '999999999'), first).pauseMs).toBe(24 * HOUR_MS)
    for (const nothing of ['', 'soon', '-5', 'Mon, 02 Mar 2020 09:00:00 GMT'])
      expect(decide(status(429, nothing), first).pauseMs).toBe(0)
    expect(decide(status(500, '120'), first).pauseMs).toBe(0)
  })

  it('an endpoint that fails repeatedly is paused, and one that refuses a body is not', () => {
    const failures = BREAKER_FAILURES - 1
    expect(decide(status(500), { ...first, failures: failures - 1 }).pauseMs).toBe(0)
    expect(decide(status(500), { ...first, failures }).pauseMs).toBeGreaterThan(0)
    expect(decide(noAnswer('refused'), { ...first, failures: failures + 40 }).pauseMs).toBeLessThanOrEqual(
      900_000,
    )
    expect(decide(status(422), { ...first, failures })).toMatchObject({
      pauseMs: 0,
      failures: 0,
    })
  })

  it('410 disables the endpoint, and does not change the delivery', () => {
    expect(decide(status(410), { ...first, triedMs: now.getTime() })).toMatchObject({
      isClosed: true,
      state: 'retry',
      waitMs: 0,
    })
  })
})

describe('an endpoint that accepts nothing', () => {
  const hoursAgo = (hours: number) => new Date(now.getTime() - hours * HOUR_MS)
  it('causes warnings for days before it is disabled', () => {
    expect(escalationOf(null, null, now)).toBe('ok')
    expect(escalationOf(hoursAgo(23), null, now)).toBe('failing')
    expect(escalationOf(hoursAgo(25), null, now)).toBe('warn')
    expect(escalationOf(hoursAgo(30), hoursAgo(5), now)).toBe('failing')
    expect(escalationOf(hoursAgo(60), hoursAgo(25), now)).toBe('warn')
    expect(escalationOf(hoursAgo(121), hoursAgo(20), now)).toBe('disable')
  })

  it('is never disabled without a warning half a day before', () => {
    expect(escalationOf(hoursAgo(500), null, now)).toBe('warn')
    expect(escalationOf(hoursAgo(500), hoursAgo(1), now)).toBe('failing')
    expect(escalationOf(hoursAgo(130), hoursAgo(300), now)).toBe('warn')
  })
})
