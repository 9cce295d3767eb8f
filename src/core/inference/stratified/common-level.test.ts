import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { contrastVariances } from '../../stats/contrast-variances.ts'
import { chancesOf } from '../chances.ts'
import type { Group } from '../lift.ts'
import { atCommonLevel, type Stretch } from './common-level.ts'

const group = (messages: number, rate: number): Group => {
  const total = messages * rate
  return { messages, total, squares: total }
}
const stretch = (groups: Readonly<Record<string, Group>>): Stretch => new Map(Object.entries(groups))
const rateOf = (groups: Stretch, id: string) => {
  const { messages = 0, total = 0 } = groups.get(id) ?? {}
  return total / messages
}

describe('messages at a common level', () => {
  it('are the plain messages while rates and shares stay the same', () => {
    const day = stretch({ a: group(900, 0.05), b: group(600, 0.06), control: group(100, 0.04) })
    const found = atCommonLevel([day, day, day])
    for (const [id, { messages, total }] of day) {
      expect(found.get(id)?.messages).toBeCloseTo(3 * messages, 6)
      expect(found.get(id)?.total).toBeCloseTo(3 * total, 6)
    }
  })

  it('keep the ratios of variants, however rates and traffic move', () => {
    const share = fc.integer({ min: 20, max: 2000 })
    const days = fc.array(
      fc.record({ level: fc.double({ min: 0.2, max: 3, noNaN: true }), a: share, b: share, control: share }),
      { minLength: 2, maxLength: 12 },
    )
    fc.assert(
      fc.property(days, all => {
        const found = atCommonLevel(
          all.map(({ level, a, b, control }) =>
            stretch({
              a: group(a, 0.1 * level),
              b: group(b, 0.12 * level),
              control: group(control, 0.08 * level),
            }),
          ),
        )
        expect(rateOf(found, 'a') / rateOf(found, 'control')).toBeCloseTo(1.25, 2)
        expect(rateOf(found, 'b') / rateOf(found, 'a')).toBeCloseTo(1.2, 2)
        // No group gains information.
        for (const [id, { messages }] of found) {
          const plain = all.reduce(
            (sum, day) => sum + (id === 'a' ? day.a : id === 'b' ? day.b : day.control),
            0,
          )
          const highest =
            Math.max(...all.map(({ level }) => level)) / Math.min(...all.map(({ level }) => level))
          expect(messages).toBeLessThan(plain * highest * 1.001)
        }
      }),
    )
  })

  it('do not call a wording the best for having joined in good days', () => {
    const early = { old: group(900, 0.05), control: group(100, 0.05) }
    const late = { old: group(450, 0.1), late: group(450, 0.096), control: group(100, 0.1) }
    const days = [...Array<Stretch>(10).fill(stretch(early)), ...Array<Stretch>(10).fill(stretch(late))]
    const found = atCommonLevel(days)
    expect(rateOf(found, 'late') / rateOf(found, 'old')).toBeCloseTo(0.96, 3)
    const contenders = ['old', 'late'].map(id => ({ id, mayWin: true, ...(found.get(id) ?? group(0, 0)) }))
    const control = found.get('control') ?? group(0, 0)
    const { toBeBest } = chancesOf({ kind: 'rate', better: 'higher', contenders, control })
    expect(toBeBest.get('late')).toBeLessThan(0.5)
    // Of the newcomer less is known than its messages alone would say: the level of its days is estimated too.
    expect(found.get('late')?.messages).toBeLessThan(0.8 * 9 * 450 * (0.1 / 0.075))
  })

  it('leave out the stretch in which a wording began', () => {
    const days = [
      stretch({ old: group(500, 0.1) }),
      stretch({ old: group(500, 0.1), new: group(500, 0.9) }),
      stretch({ old: group(500, 0.1), new: group(500, 0.1) }),
    ]
    expect(rateOf(atCommonLevel(days), 'new')).toBeCloseTo(0.1, 3)
  })

  it('say next to nothing of variants that never met, nor without a success', () => {
    const apart = atCommonLevel([
      stretch({ a: group(500, 0.1), control: group(500, 0.1) }),
      stretch({}),
      stretch({ b: group(500, 0.3) }),
      stretch({ b: group(500, 0.3) }),
    ])
    expect(apart.get('b')?.messages).toBeLessThan(1)
    const none = atCommonLevel([stretch({ a: group(500, 0), b: group(400, 0) })])
    expect(none.get('a')).toEqual({ messages: 500, total: 0, squares: 0 })
    expect(atCommonLevel([])).toEqual(new Map())
  })

  it('take refunds and days without a success', () => {
    const days = [
      stretch({ a: { messages: 300, total: -50, squares: 2500 }, control: group(300, 0) }),
      stretch({ a: group(300, 2), control: group(300, 1) }),
    ]
    for (const { messages, total } of atCommonLevel(days).values())
      expect([messages, total].every(Number.isFinite)).toBe(true)
  })
})

describe('the variance between log rates', () => {
  it('is that of two counts in one stratum, and adds information over strata', () => {
    const one = contrastVariances([[40, 10, 50]], 3)
    expect(one(0, 1)).toBeCloseTo(1 / 40 + 1 / 10, 3)
    expect(one(1, 1)).toBe(0)
    const two = contrastVariances(
      [
        [40, 10, 50],
        [40, 10, 50],
      ],
      3,
    )
    expect(two(0, 2)).toBeCloseTo((1 / 40 + 1 / 50) / 2, 3)
  })

  it('adds along the way between groups that met only a third', () => {
    const found = contrastVariances(
      [
        [100, 50, 0],
        [0, 80, 20],
      ],
      3,
    )
    expect(found(0, 2)).toBeCloseTo(1 / 100 + 1 / 50 + 1 / 80 + 1 / 20, 3)
  })
})
