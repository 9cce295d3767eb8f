import { expect, it } from 'vitest'
import { binsOf, excessOf } from './table.ts'
import { AS_ASSUMED } from './world.ts'

// The bench plays all worlds and more lives. Few lives have a large error, and a bin may be off by so much beyond it.
const LIVES = 60
const OFF_MAX = 0.05
const SOME = AS_ASSUMED.filter(({ name }) => /^no drift, 5 %|doubled|× 1.6/.test(name))

it.each(SOME)('chances happen as often as they say: $name', world => {
  const bins = binsOf(world, LIVES)
  expect(bins.length).toBeGreaterThan(5)
  // A bin with fewer comes from a handful of lives, of whose error the bootstrap knows too little.
  expect(bins.filter(bin => bin.count >= 2 * LIVES && excessOf(bin) > OFF_MAX)).toEqual([])
})
