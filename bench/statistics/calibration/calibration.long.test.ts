import { expect, it } from 'vitest'
import { binsOf, describeBins, excessOf } from './table.ts'
import { AS_ASSUMED, WORLDS } from './world.ts'

// Few lives have a large error, and a bin may be off by so much beyond it. The bench plays more.
const LIVES = 40
const OFF_MAX = 0.05

it.each(AS_ASSUMED)('chances happen as often as they say: $name', world => {
  const bins = binsOf(world, LIVES)
  expect(bins.length).toBeGreaterThan(5)
  for (const bin of bins)
    expect([describeBins(world.name, [bin]), excessOf(bin) < OFF_MAX]).toEqual([expect.any(String), true])
})

it('a world that is otherwise than assumed is among those of the table', () => {
  expect(WORLDS.length).toBeGreaterThan(AS_ASSUMED.length)
})
