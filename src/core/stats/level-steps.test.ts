import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { atOnce } from '../../lib/in-slices.ts'
import { drawBinomial } from './draw/draw-binomial.ts'
import { createRandom } from './draw/random.ts'
import { type CountedPeriod, levelStartsInSteps } from './level-steps.ts'

const levelStarts = (periods: readonly CountedPeriod[]) => atOnce(levelStartsInSteps(periods))
const period = (successes: number, expected = 100) => ({ successes, expected })
const repeat = (times: number, successes: number) => Array.from({ length: times }, () => period(successes))

describe('the starts of levels', () => {
  it('are where the level moves, and nowhere else', () => {
    expect(levelStarts([...repeat(6, 100), ...repeat(5, 160), ...repeat(4, 60)])).toEqual([0, 6, 11])
    expect(levelStarts(repeat(20, 100))).toEqual([0])
    expect(levelStarts(repeat(1, 100))).toEqual([0])
  })

  it('are the first period alone while nothing was counted or expected', () => {
    expect(levelStarts([])).toEqual([])
    expect(levelStarts([period(0), period(0), period(0)])).toEqual([0])
    expect(levelStarts([period(3, 0), period(2, 0)])).toEqual([0])
  })

  it('are in order and begin with the first period, whatever was counted', () => {
    const any = fc.record({
      successes: fc.nat(1000),
      expected: fc.double({ min: 0, max: 1000, noNaN: true }),
    })
    fc.assert(
      fc.property(fc.array(any, { minLength: 1, maxLength: 30 }), periods => {
        const starts = levelStarts(periods)
        expect(starts[0]).toBe(0)
        expect(starts).toEqual([...new Set(starts)].toSorted((a, b) => a - b))
        expect(starts.at(-1)).toBeLessThan(periods.length)
      }),
    )
  })

  it('see a move of a tenth among many successes, and rarely one that is only luck', () => {
    const lives = 200
    let [seen, invented] = [0, 0]
    for (let life = 0; life < lives; life++) {
      const random = createRandom('level', String(life))
      const counted = (level: number) => period(drawBinomial(15_000, 0.1 * level, random), 1500)
      const steady = Array.from({ length: 30 }, () => counted(1))
      const moved = steady.map((own, at) => (at < 20 ? own : counted(1.1)))
      if (levelStarts(steady).length > 1) invented++
      if (levelStarts(moved).some(at => Math.abs(at - 20) <= 1)) seen++
    }
    expect(seen / lives).toBeGreaterThan(0.97)
    expect(invented / lives).toBeLessThan(0.2)
  })
})
