import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { countPairs, type Report, TOLERANCE_MS } from './pair.ts'

const report = (atMs: number, ...keys: string[]): Report => ({ atMs, keys })

describe('the reports that both channels have', () => {
  it('are of one message, by any of its ids', () => {
    expect(countPairs([report(0, 'm1', 't1')], [report(0, 't1')])).toBe(1)
    expect(countPairs([report(0, 'm1')], [report(0, 'm2')])).toBe(0)
    expect(countPairs([report(0)], [report(0)])).toBe(0)
  })

  it('are close in time', () => {
    expect(countPairs([report(0, 'm')], [report(TOLERANCE_MS, 'm')])).toBe(1)
    expect(countPairs([report(0, 'm')], [report(TOLERANCE_MS + 1, 'm')])).toBe(0)
  })

  it('are paired one to one', () => {
    const one = report(0, 'm')
    expect(countPairs([one, report(1, 'm'), report(2, 'm')], [report(0, 'm')])).toBe(1)
    const late = report(TOLERANCE_MS, 'm')
    expect(countPairs([one, late], [report(-TOLERANCE_MS, 'm'), report(1, 'm')])).toBe(2)
  })

  it('are as many from either side, and all of them if both say the same', () => {
    const reports = fc.array(
      fc.record({ atMs: fc.integer({ min: 0, max: 600_000 }), keys: fc.tuple(fc.constantFrom('a', 'b')) }),
      { maxLength: 12 },
    )
    fc.assert(
      fc.property(reports, reports, (left, right) => {
        expect(countPairs(left, right)).toBe(countPairs(right, left))
        expect(countPairs(left, left.map(each => ({ ...each })).reverse())).toBe(left.length)
      }),
    )
  })
})
