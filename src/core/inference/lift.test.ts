import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { drawNormal } from '../stats/draw/draw-normal.ts'
import { createRandom, type Random } from '../stats/draw/random.ts'
import { compareGroups, compareWeighted, type Group } from './lift.ts'
import { addSums, evenSums } from './sums.ts'

const rate = (messages: number, total: number): Group => ({ messages, total, squares: total })

describe('treatment against control', () => {
  it('is a ratio with an interval that is valid at any look', () => {
    const found = compareGroups(rate(2000, 90), rate(18_000, 990), { kind: 'rate' })
    expect(found?.absolute).toBeCloseTo(0.01, 12)
    expect(found?.relative).toBeCloseTo(2 / 9, 12)
    // statsmodels: score interval of the ratio with 3.0614772 deviations instead of 1.96 (0.9913 to 1.5096).
    expect(found?.relativeInterval?.[0]).toBeCloseTo(0.88274 - 1, 4)
    expect(found?.relativeInterval?.[1]).toBeCloseTo(1.6994 - 1, 4)
    expect(found?.direction).toBe('open')
  })

  it('has a direction once equality is excluded', () => {
    expect(compareGroups(rate(5000, 100), rate(5000, 200), { kind: 'rate' })?.direction).toBe('higher')
    expect(compareGroups(rate(5000, 200), rate(5000, 100), { kind: 'rate' })?.direction).toBe('lower')
    const few = compareGroups(rate(50, 1), rate(50, 8), { kind: 'rate' })
    expect(few?.direction).toBe('open')
  })

  it('has no ratio over zero and no direction without an interval, and no comparison with an empty group', () => {
    expect(compareGroups(rate(500, 0), rate(500, 20), { kind: 'rate' })).toMatchObject({
      absolute: 0.04,
      relative: null,
      relativeInterval: null,
      direction: 'open',
    })
    expect(compareGroups(rate(0, 0), rate(10, 1), { kind: 'rate' })).toBeNull()
  })

  it('is open while an unlucky group looks certain, weighted or not', () => {
    // A treatment without a success among few messages, then many: -100 % to -100 % by its own variance.
    const control = addSums(evenSums(0.5, 450, 3, 3), evenSums(0.1, 300, 1, 1))
    const treatment = addSums(evenSums(0.5, 450, 0, 0), evenSums(0.9, 2700, 28, 28))
    const found = compareWeighted(control, treatment, { kind: 'rate' })
    expect(found?.direction).toBe('open')
    const [low = 0, high = 0] = found?.relativeInterval ?? []
    expect(high - low).toBeGreaterThan(1)
    const none = compareWeighted(evenSums(0.5, 600, 0, 0), evenSums(0.9, 2400, 11, 11), { kind: 'rate' })
    expect(none).toMatchObject({ relativeInterval: null, direction: 'open' })
  })

  it('never has a point outside of its own interval', () => {
    const group = fc
      .tuple(fc.integer({ min: 1, max: 1e5 }), fc.double({ min: 0, max: 1, noNaN: true }))
      .map(([messages, share]) => rate(messages, Math.floor(messages * share)))
    fc.assert(
      fc.property(group, group, fc.constantFrom('rate' as const, 'amount' as const), (a, b, kind) => {
        const found = compareGroups(a, b, { kind })
        const [low, high] = found?.relativeInterval ?? [-1, Number.POSITIVE_INFINITY]
        expect(found?.relative ?? 0).toBeGreaterThanOrEqual(low - 1e-9)
        expect(found?.relative ?? 0).toBeLessThanOrEqual(high + 1e-9)
        if (found?.relativeInterval === null) expect(found.direction).toBe('open')
      }),
    )
  })

  it('is the worked example of revenue in docs/statistics.md', () => {
    const orders = (count: number, amount: number) => ({
      ...{ messages: 1000, total: count * amount, squares: count * amount * amount },
    })
    const found = compareGroups(orders(50, 40), orders(60, 50), { kind: 'amount' })
    expect(found?.relative).toBeCloseTo(0.5, 12)
    expect(found?.relativeInterval?.[0]).toBeCloseTo(-0.2005, 4)
    expect(found?.relativeInterval?.[1]).toBeCloseTo(1.8144, 4)
  })

  it('does not assume zero variance for a group without orders', () => {
    const bought = { messages: 1000, total: 50_000, squares: 5_000_000 }
    const none = { messages: 5, total: 0, squares: 0 }
    expect(compareGroups(none, bought, { kind: 'amount' })?.direction).toBe('open')
  })

  it('raises a false alarm over revenue in fewer than one life in twenty', () => {
    const lives = 400
    let alarms = 0
    for (let life = 0; life < lives; life++) if (hasFalseAlarm(String(life))) alarms++
    expect(alarms / lives).toBeLessThan(0.05)
  })

  it('weights every message by one over its probability if the share of control was changed', () => {
    // A good week with half control, a bad one with a tenth; both groups do equally well in each.
    const control = addSums(evenSums(0.5, 5000, 500, 500), evenSums(0.1, 1000, 50, 50))
    const treatment = addSums(evenSums(0.5, 5000, 500, 500), evenSums(0.9, 9000, 450, 450))
    expect(compareWeighted(control, treatment, { kind: 'rate' })?.absolute).toBeCloseTo(0, 12)
    const naive = compareGroups(rate(6000, 550), rate(14_000, 950), { kind: 'rate' })
    expect(naive?.absolute).toBeLessThan(-0.02)
  })
})

/** Forty looks; both groups buy with 3 % for log-normal amounts. */
function hasFalseAlarm(seed: string): boolean {
  const random = createRandom('revenue', seed)
  let [control, treatment] = [NOBODY, NOBODY]
  for (let look = 0; look < 40; look++) {
    control = grown(control, 40, random)
    treatment = grown(treatment, 160, random)
    if (compareGroups(control, treatment, { kind: 'amount' })?.direction !== 'open') return true
  }
  return false
}

const NOBODY: Group = { messages: 0, total: 0, squares: 0 }

function grown(group: Group, sends: number, random: Random): Group {
  let { messages, total, squares } = group
  for (; messages < group.messages + sends; messages++) {
    const amount = random() < 0.03 ? Math.exp(drawNormal(random)) : 0
    total += amount
    squares += amount * amount
  }
  return { messages, total, squares }
}
