import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { HOUR_MS } from '../../lib/duration.ts'
import {
  BREAKER_FAILURES,
  type Circumstances,
  judge,
  type Outcome,
  standing,
  TRIED_FOR_MS,
} from './retry-policy.ts'

const now = new Date('2026-03-02T09:00:00Z')
const first: Circumstances = { attempts: 0, firstTriedAt: now, failures: 0, now, chance: 0 }
const status = (value: number, retryAfter?: string): Outcome => ({ status: value, retryAfter })

describe('what an attempt means', () => {
  it('a 2xx and nothing else is accepted', () => {
    for (let value = 100; value < 600; value++)
      expect(judge(status(value), first).state).toBe(value >= 200 && value < 300 ? 'delivered' : 'waiting')
    expect(judge({ failure: 'timeout' }, first).state).toBe('waiting')
  })

  it('a delivery that always fails is tried for more than a day, more seldom each time, and then given up', () => {
    fc.assert(
      fc.property(
        fc.infiniteStream(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })),
        chances => {
          let at = now
          const times: number[] = []
          for (let attempts = 0; attempts < 100; attempts++) {
            const { value: chance } = chances.next() as { value: number }
            times.push(at.getTime())
            const judged = judge(status(500), { ...first, attempts, now: at, chance })
            if (judged.state === 'failed') break
            expect(judged.waitMs).toBeGreaterThan(0)
            at = new Date(at.getTime() + judged.waitMs)
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

  it('the receiver has its say about when to come back', () => {
    expect(judge(status(429, '120'), first)).toMatchObject({ waitMs: 120_000, closedMs: 120_000 })
    expect(judge(status(503, 'Mon, 02 Mar 2026 09:10:00 GMT'), first)).toMatchObject({ closedMs: 600_000 })
    expect(judge(status(429, '999999999'), first).closedMs).toBe(24 * HOUR_MS)
    for (const nothing of ['', 'soon', '-5', 'Mon, 02 Mar 2020 09:00:00 GMT'])
      expect(judge(status(429, nothing), first).closedMs).toBe(0)
    expect(judge(status(500, '120'), first).closedMs).toBe(0)
  })

  it('an endpoint that fails time after time is left alone, and one that refuses a body is not', () => {
    const failures = BREAKER_FAILURES - 1
    expect(judge(status(500), { ...first, failures: failures - 1 }).closedMs).toBe(0)
    expect(judge(status(500), { ...first, failures }).closedMs).toBeGreaterThan(0)
    expect(judge({ failure: 'refused' }, { ...first, failures: failures + 40 }).closedMs).toBeLessThanOrEqual(
      900_000,
    )
    expect(judge(status(422), { ...first, failures })).toMatchObject({
      closedMs: 0,
      isEndpointFailure: false,
    })
  })

  it('410 ends it, and takes nothing from the delivery', () => {
    expect(judge(status(410), { ...first, firstTriedAt: new Date(0) })).toMatchObject({
      isGone: true,
      state: 'waiting',
      waitMs: 0,
    })
  })
})

describe('an endpoint that accepts nothing', () => {
  const hoursAgo = (hours: number) => new Date(now.getTime() - hours * HOUR_MS)
  it('is warned of for days before it is switched off', () => {
    expect(standing(null, null, now)).toBe('ok')
    expect(standing(hoursAgo(23), null, now)).toBe('failing')
    expect(standing(hoursAgo(25), null, now)).toBe('warn')
    expect(standing(hoursAgo(30), hoursAgo(5), now)).toBe('failing')
    expect(standing(hoursAgo(60), hoursAgo(25), now)).toBe('warn')
    expect(standing(hoursAgo(121), hoursAgo(20), now)).toBe('disable')
  })

  it('is never switched off without a warning half a day before', () => {
    expect(standing(hoursAgo(500), null, now)).toBe('warn')
    expect(standing(hoursAgo(500), hoursAgo(1), now)).toBe('failing')
    expect(standing(hoursAgo(130), hoursAgo(300), now)).toBe('warn')
  })
})
