import { describe, expect, it } from 'vitest'
import { cellOf } from '../../measure/cell.ts'
import { designOf } from './cell-design.ts'
import { equationsOf, likelihoodOf, meansOf, measuredWhole, scaleOf, solve } from './mixed-effects.ts'

const BASIC = cellOf({ plan: ['basic'] }, ['plan'])
const PREMIUM = cellOf({ plan: ['premium'] }, ['plan'])

describe('the equations of the mixed model', () => {
  // Two rows that share one effect, with each an effect of its own level: nothing but 1 × 1 and 2 × 2 sums by hand.
  const design = designOf(
    new Map([
      [BASIC, 1],
      [PREMIUM, 1],
    ]),
  )
  const measured = { precision: Float64Array.of(40, 10), information: Float64Array.of(8, -1) }
  const [whole, level, own] = [0.3, 0.2, 0.1]
  const deviations = Float64Array.of(whole, level)

  it('have the posterior that conditioning the joint normal distribution gives', () => {
    // The lifts of the two rows have covariance [[P, Q], [Q, P]] and are seen as 8/40 and -1/10 with variances 1/40 and 1/10.
    const [p, q] = [whole ** 2 + level ** 2 + own ** 2, whole ** 2]
    const [va, vb] = [p + 1 / 40, p + 1 / 10]
    const determinant = va * vb - q * q
    const [ya, yb] = [8 / 40, -1 / 10]
    const weights = [(vb * ya - q * yb) / determinant, (va * yb - q * ya) / determinant] as const
    const equations = equationsOf(design, measured, own)
    const solution = solve(equations, scaleOf(design, deviations))
    const means = meansOf(solution)
    expect(means[0]).toBeCloseTo(whole ** 2 * (weights[0] + weights[1]), 12)
    expect(means[1]).toBeCloseTo(level ** 2 * weights[0], 12)
    expect(means[2]).toBeCloseTo(level ** 2 * weights[1], 12)
    // The marginal likelihood, against its value without any effects.
    const log = -Math.log(determinant) / 2 - (ya * weights[0] + yb * weights[1]) / 2
    const without = -Math.log(1 / 400) / 2 - (ya * ya * 40 + yb * yb * 10) / 2
    const room = new Float64Array(12)
    expect(likelihoodOf(equations, scaleOf(design, deviations), room)).toBeCloseTo(log - without, 12)
  })

  it('measure the whole of a variant as the rows do, each with the noise of its own effects', () => {
    const noise = level ** 2 + own ** 2
    const [a, b] = [1 / (1 / 40 + noise), 1 / (1 / 10 + noise)]
    const found = measuredWhole(equationsOf(design, measured, own), scaleOf(design, deviations))
    expect(found.precision).toBeCloseTo(a + b, 10)
    expect(found.information).toBeCloseTo((a * 8) / 40 - b / 10, 10)
  })

  it('give the worked example of docs/statistics.md', () => {
    // 48 successes of 1,000 where 4 % are usual, and 9 of 200 where 5 % are.
    const example = {
      precision: Float64Array.of(40 / 0.96, 10 / 0.95),
      information: Float64Array.of(8 / 0.96, -1 / 0.95),
    }
    const solution = solve(equationsOf(design, example, own), scaleOf(design, deviations))
    const means = meansOf(solution)
    const lifts = [1, 2].map(effect => {
      const [a = 0, b = 0] = [example.precision[effect - 1], example.information[effect - 1]]
      return ((means[0] ?? 0) + (means[effect] ?? 0) + own ** 2 * b) / (1 + a * own ** 2)
    })
    expect(lifts[0]).toBeCloseTo(0.156, 3)
    expect(lifts[1]).toBeCloseTo(0.007, 3)
    expect(means[0]).toBeCloseTo(0.064, 3)
  })
})
