import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { drawBinomial } from '../stats/draw/draw-binomial.ts'
import { createRandom, type Random } from '../stats/draw/random.ts'
import { compareGroups, compareWeighted } from './lift.ts'
import { checkSplit, loggedShares, type SplitSpan, weightedGroups } from './moved-share.ts'
import { type ArmSums, addSums, evenSums } from './sums.ts'

/** A stretch with so much control, whose treated messages got their variant with half of the rest each. */
const span = (share: number, control: number, treatment: number, rate = 0): SplitSpan => ({
  control: evenSums(share || 1, control, rate * control, rate * control),
  treatment: evenSums((1 - share) / 2, treatment, rate * treatment, rate * treatment),
})

const both = (a: SplitSpan, b: SplitSpan): SplitSpan => ({
  control: addSums(a.control, b.control),
  treatment: addSums(a.treatment, b.treatment),
})

describe('the shares that were logged', () => {
  it('are those of the messages of control, or of the stretches around', () => {
    const steady = [span(0.1, 0, 8), span(0.1, 3, 20), span(0.1, 0, 5), span(0.1, 2, 9)]
    const { known, hasMoved } = loggedShares(steady, 0.1)
    expect(known.map(({ share }) => Number(share.toFixed(9)))).toEqual([0.1, 0.1, 0.1, 0.1])
    expect(hasMoved).toBe(false)
  })

  it('detect a change, and leave out stretches with an unknown share', () => {
    const changed = both(span(0.5, 50, 50), span(0.1, 10, 90))
    const none = span(0, 0, 100)
    for (const between of [changed, none]) {
      const { known, hasMoved } = loggedShares([span(0.5, 50, 50), between, span(0.1, 10, 90)], 0.1)
      expect(hasMoved).toBe(true)
      expect(weightedGroups(known).treatment.messages).toBe(140)
    }
    // Switched off a moment ago.
    const off = loggedShares([span(0.1, 10, 90), none], 0)
    expect(off.known.map(({ share, shareMax }) => [share, shareMax])).toEqual([
      [0.1, 0.1],
      [0, 0.1],
    ])
    expect(checkSplit(off.known)).toMatchObject({ ok: true, control: 10, treatment: 190 })
    expect(loggedShares([span(0, 0, 100), span(0.2, 20, 80)], 0.2).hasMoved).toBe(false)
    // The platform made the split: nobody drew with a probability of one.
    expect(loggedShares([span(0, 100, 100), span(0.2, 20, 80)], 0.2).known).toHaveLength(1)
  })

  it('do not count a good week with much control as a lift, or hide one', () => {
    // Half control and 10 %, then a tenth and 5 %: 9.2 % against 6.8 % by plain means.
    const weeks = [span(0.5, 1000, 1000, 0.1), span(0.1, 200, 1800, 0.05)]
    const plain = compareGroups(
      { messages: 1200, total: 110, squares: 110 },
      { messages: 2800, total: 190, squares: 190 },
      { kind: 'rate' },
    )
    expect(plain?.relative).toBeCloseTo(-0.26, 2)
    const { known, hasMoved } = loggedShares(weeks, 0.1)
    expect(hasMoved).toBe(true)
    const { control, treatment } = weightedGroups(known)
    expect(control.outcome.inverse / control.inverse).toBeCloseTo(0.075, 9)
    expect(treatment.outcome.inverse / treatment.inverse).toBeCloseTo(0.075, 9)
    expect(compareWeighted(control, treatment, { kind: 'rate' })?.relative).toBeCloseTo(0, 9)
  })

  /** Half control at first, later a tenth and lower rates; nobody is better. What any look after the change found. */
  function look(random: Random): { readonly weighted: boolean; readonly plain: boolean } {
    const spans: SplitSpan[] = []
    const found = { weighted: false, plain: false }
    for (let at = 0; at < 60; at++) {
      const [share, rate] = at < 20 ? [0.5, 0.26] : [0.1, 0.2]
      const sent = drawBinomial(100, share, random)
      const [a, b] = [drawBinomial(sent, rate, random), drawBinomial(100 - sent, rate, random)]
      spans.push({ control: evenSums(share, sent, a, a), treatment: evenSums(1 - share, 100 - sent, b, b) })
      if (at < 20) continue
      const groups = weightedGroups(loggedShares(spans, share).known)
      const [control, treatment] = [groupOf(groups.control), groupOf(groups.treatment)]
      found.weighted ||=
        compareWeighted(groups.control, groups.treatment, { kind: 'rate' })?.direction !== 'open'
      found.plain ||= compareGroups(control, treatment, { kind: 'rate' })?.direction !== 'open'
    }
    return found
  }

  const groupOf = ({ messages, outcome: { total, squares } }: ArmSums) => ({ messages, total, squares })

  it('lead to no false difference at any of forty looks after the change', () => {
    const lives = Array.from({ length: 200 }, (_, life) => look(createRandom('no difference', String(life))))
    expect(lives.filter(({ weighted }) => weighted).length).toBeLessThanOrEqual(10)
    expect(lives.filter(({ plain }) => plain).length).toBeGreaterThan(30)
  })

  it('change no weight if the share stayed the same', () => {
    const rate = fc.double({ min: 0, max: 1, noNaN: true })
    const share = fc.double({ min: 0.01, max: 0.99, noNaN: true })
    fc.assert(
      fc.property(share, fc.array(rate, { minLength: 1, maxLength: 5 }), (configured, rates) => {
        const { known } = loggedShares(
          rates.map(each => span(configured, 10, 30, each)),
          configured,
        )
        const { control, treatment } = weightedGroups(known)
        const mean = rates.reduce((sum, each) => sum + each, 0) / rates.length
        expect(control.outcome.inverse / control.inverse).toBeCloseTo(mean, 9)
        expect(treatment.outcome.inverse / treatment.inverse).toBeCloseTo(mean, 9)
        expect(control.messages + treatment.messages).toBe(40 * rates.length)
      }),
    )
  })
})

describe('the check of a split whose share was changed', () => {
  const LIVES = 400

  /** Looked at after every third stretch; the share changes every ten. */
  function alarms(bend: number, perSpan: number): number {
    let alarmed = 0
    for (let life = 0; life < LIVES; life++) {
      const random = createRandom('moved', String(bend), String(perSpan), String(life))
      const spans: SplitSpan[] = []
      let isAlarmed = false
      for (let at = 0; at < 60; at++) {
        const share = [0.1, 0.5, 0.05, 0.2, 0.1, 0.3][Math.floor(at / 10)] ?? 0.1
        const control = drawBinomial(perSpan, share * bend, random)
        spans.push(span(share, control, perSpan - control))
        if (at % 3 === 2) isAlarmed ||= !checkSplit(loggedShares(spans, share).known).ok
      }
      if (isAlarmed) alarmed++
    }
    return alarmed / LIVES
  }

  it('raises a false alarm at any of twenty looks in at most one template of a hundred', () => {
    for (const perSpan of [4, 40]) expect(alarms(1, perSpan)).toBeLessThanOrEqual(0.01)
  })

  it('detects that a tenth of the control is missing, which the present share would not show', () => {
    expect(alarms(0.9, 1000)).toBeGreaterThan(0.9)
  })

  it('expects the shares at the time', () => {
    const { known } = loggedShares([span(0.5, 50, 50), span(0.1, 10, 90)], 0.1)
    const { expected, ...found } = checkSplit(known)
    expect(found).toMatchObject({ ok: true, control: 60, treatment: 140 })
    expect(expected).toBeCloseTo(60, 9)
  })
})
