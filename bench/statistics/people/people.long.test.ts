import { expect, it } from 'vitest'
import { describePeople, peopleLivesOf } from './people-report.ts'
import { PEOPLE_WORLDS } from './people-world.ts'

// Four standard errors above the share that is promised, as in worlds.long.test.ts.
const LIVES = 25
const PROMISED = 0.05
const MOST = PROMISED + 4 * Math.sqrt((PROMISED * (1 - PROMISED)) / LIVES)

it.each(PEOPLE_WORLDS)(
  'says nothing false where people get several messages: $name',
  world => {
    const { pooledFalse, wordingFalse, ownMissed } = peopleLivesOf(world, LIVES)
    expect(Math.max(pooledFalse, wordingFalse, ownMissed)).toBeLessThan(MOST)
  },
  60_000,
)

it('costs little width where people get one message each, or where messages are drawn one by one', () => {
  const rows = PEOPLE_WORLDS.filter(({ name, each }) => each === 1 || name.includes('drawn anew')).map(
    world => peopleLivesOf(world, 5),
  )
  expect(rows).toHaveLength(4)
  for (const { wider } of rows) expect(wider).toBeLessThan(1.1)
  expect(describePeople(rows).split('\n')).toHaveLength(6)
})

it('finds what a message hides where people answer all their messages alike', () => {
  const [world] = PEOPLE_WORLDS.filter(({ name }) => name === 'clicks, 1 % scanned, 30 each')
  if (!world) throw new Error('no such world')
  const { designEffect, pooledFalseByMessage } = peopleLivesOf(world, LIVES)
  expect(designEffect).toBeGreaterThan(8)
  expect(pooledFalseByMessage).toBeGreaterThan(MOST)
}, 60_000)
