import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compareGroups } from '../lift.ts'
import { designEffect } from './design-effect.ts'

const buckets = fc.array(
  fc
    .record({ messages: fc.nat(50), share: fc.double({ min: 0, max: 1, noNaN: true }) })
    .map(({ messages, share }) => ({ messages, total: Math.round(share * messages) })),
  { minLength: 2, maxLength: 40 },
)
const groupOf = (all: readonly { readonly messages: number; readonly total: number }[], times = 1) => ({
  messages: all.map(({ messages }) => messages * times),
  totals: all.map(({ total }) => total * times),
})

describe('the design effect', () => {
  it('is the number of messages a person, if a person does the same with all of them', () => {
    const people = Array.from({ length: 128 }, (_, at) => ({ messages: 1, total: at % 4 === 0 ? 1 : 0 }))
    const one = designEffect([groupOf(people)])
    expect(one).toBeCloseTo(128 / 127, 9)
    expect(designEffect([groupOf(people, 15)])).toBeCloseTo(15 * one, 9)
  })

  it('is the worked example of docs/statistics.md', () => {
    const group = { messages: [10, 10, 10, 10], totals: [5, 0, 3, 0] }
    expect(designEffect([group])).toBeCloseTo(3.75, 9)
  })

  it('is never below 1, and grows with the messages of each person', () => {
    fc.assert(
      fc.property(buckets, fc.integer({ min: 1, max: 30 }), (all, times) => {
        const [one, many] = [designEffect([groupOf(all)]), designEffect([groupOf(all, times)])]
        expect(one).toBeGreaterThanOrEqual(1)
        expect(many).toBeGreaterThanOrEqual(one * (1 - 1e-9))
        expect(many).toBeLessThanOrEqual(one * times * (1 + 1e-9))
      }),
    )
  })

  it('does not depend on the order of buckets', () => {
    fc.assert(
      fc.property(buckets, all => {
        expect(designEffect([groupOf(all)])).toBeCloseTo(designEffect([groupOf(all.toReversed())]), 9)
      }),
    )
  })

  it('is 1 where nothing is known', () => {
    expect(designEffect([])).toBe(1)
    expect(designEffect([{ messages: [0, 0], totals: [0, 0] }])).toBe(1)
    expect(designEffect([{ messages: [9, 0], totals: [3, 0] }])).toBe(1)
    // Reports of successes can arrive before reports of sends.
    expect(designEffect([{ messages: [1, 2], totals: [3, 3] }])).toBe(1)
  })

  it('makes an interval as wide as that of so many fewer messages', () => {
    const rate = (messages: number, total: number) => ({ messages, total, squares: total })
    const options = { kind: 'rate', time: 20_000 } as const
    const fewer = compareGroups(rate(1000, 45), rate(9000, 495), options)
    const found = compareGroups(rate(4000, 180), rate(36_000, 1980), { ...options, designEffect: 4 })
    expect(found?.relativeInterval?.[0]).toBeCloseTo(fewer?.relativeInterval?.[0] ?? 0, 9)
    expect(found?.relativeInterval?.[1]).toBeCloseTo(fewer?.relativeInterval?.[1] ?? 0, 9)
  })
})
