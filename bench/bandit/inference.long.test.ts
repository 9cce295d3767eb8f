import { expect, it } from 'vitest'
import { inferenceBars, verdictOf } from './bars.ts'
import { describeInference, rowOf, WORLDS } from './inference.ts'
import { live } from './inference-life.ts'

it('plays every world, and finds the results page believable', () => {
  const rows = WORLDS.map(world =>
    rowOf(
      world,
      Array.from({ length: 20 }, (_, seed) => live(world, String(seed))),
    ),
  )
  // Of so few lives the worst of eight worlds may well look bad: four standard errors instead of two.
  const bars = inferenceBars(rows).map(({ figure, ...bar }) => ({
    ...bar,
    figure: { ...figure, halfWidth: 2 * figure.halfWidth },
  }))
  expect(bars).toHaveLength(5)
  expect(bars.filter(bar => verdictOf(bar) === 'MISSED')).toEqual([])
  // The same lives under intervals for one look: far more alarms where there is nothing to find.
  const nothing = rows.filter(({ world }) => world.startsWith('A/A'))
  expect(Math.min(...nothing.map(({ zAlarms }) => zAlarms))).toBeGreaterThan(0.05)
  expect(describeInference(rows).split('\n')).toHaveLength(WORLDS.length + 6)
})
