import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { HOUR_MS, MINUTE_MS } from '../../../lib/duration.ts'
import { FREE_TRIES, type Tries, WINDOW_MS, waitLeft, withTry } from './tries.ts'

const afterTries = (count: number): Tries => {
  let tries: Tries | undefined
  for (let n = 0; n < count; n++) tries = withTry(tries, 0)
  return tries ?? { count: 0, lastAtMs: 0 }
}

describe('tries', () => {
  it.each([
    [0, 0],
    [9, 0],
    [10, 1],
    [11, 2],
    [12, 4],
    [15, 32],
    [16, 60],
    [40, 60],
  ])('after %i the next one waits %i minutes', (count, minutes) => {
    expect(waitLeft(afterTries(count), 0)).toBe(minutes * MINUTE_MS)
  })

  it('never come faster than the waits allow, whenever somebody tries', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 30 * MINUTE_MS }), { maxLength: 200 }), gaps => {
        let nowMs = 0
        let tries: Tries | undefined
        const made: number[] = []
        for (const gap of gaps) {
          nowMs += gap
          if (waitLeft(tries, nowMs) > 0) continue
          tries = withTry(tries, nowMs)
          made.push(nowMs)
        }
        for (const [at, start] of made.entries()) {
          const within = made.slice(at).filter(moment => moment - start < WINDOW_MS)
          // Ten, then waits of 1, 2, 4 and 8 minutes fit into a quarter of an hour.
          expect(within.length).toBeLessThanOrEqual(FREE_TRIES + 4)
        }
      }),
    )
  })

  it('are forgotten after the wait and a quarter of an hour', () => {
    const many = afterTries(30)
    expect(withTry(many, HOUR_MS + WINDOW_MS).count).toBe(1)
    expect(withTry(many, HOUR_MS + WINDOW_MS - 1).count).toBe(31)
  })
})
