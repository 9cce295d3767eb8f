import { expect, it } from 'vitest'
import { describeInference, missedBars, runInference, WORLDS } from './inference.ts'

it('plays every world, and finds the results page believable', () => {
  const rows = runInference(20)
  expect(rows.map(({ world }) => world)).toEqual(WORLDS.map(({ name }) => name))
  expect(missedBars(rows)).toEqual([])
  // The same lives under intervals for one look: far more alarms where there is nothing to find.
  const nothing = rows.filter(({ world }) => world.startsWith('A/A'))
  expect(Math.min(...nothing.map(({ zAlarms }) => zAlarms))).toBeGreaterThan(0.05)
  expect(describeInference(rows).split('\n')).toHaveLength(WORLDS.length + 6)
})
