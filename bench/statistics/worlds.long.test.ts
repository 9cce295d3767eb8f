import { expect, it } from 'vitest'
import { describeEstimates, estimatesOf } from './estimates-report.ts'
import { describeMoney, moneyOf } from './money-report.ts'
import { describeLives, livesOf } from './report.ts'
import { SHOPS } from './shop.ts'
import { WORLDS } from './world.ts'

// Four standard errors above the share that is promised: these are few lives. The bench plays a thousand.
const LIVES = 25
const PROMISED = 0.05
const MOST = PROMISED + 4 * Math.sqrt((PROMISED * (1 - PROMISED)) / LIVES)

it.each(WORLDS)('says nothing false about a wording or about treatment: $name', world => {
  const { wordingFalse, missed, pooledFalse } = livesOf(world, LIVES)
  expect(Math.max(wordingFalse, missed, pooledFalse)).toBeLessThan(MOST)
})

it.each(WORLDS)('estimates each variant within its interval, and the interval holds: $name', world => {
  const { missedWorst, outside } = estimatesOf(world, LIVES)
  expect(missedWorst).toBeLessThan(MOST)
  expect(outside).toBe(0)
})

it.each(SHOPS)('says nothing false about revenue, and always has an interval: $name', shop => {
  const row = moneyOf(shop, LIVES)
  expect(Math.max(row.liftFalse, row.missedWorst)).toBeLessThan(MOST)
  expect(row).toMatchObject({ outside: 0, without: 0 })
  expect(describeMoney([row]).split('\n')).toHaveLength(3)
})

it('plain sums would, and a report shows it', () => {
  const joins = WORLDS.filter(({ name }) => name.includes('rates × 1.6'))
  const rows = joins.map(world => livesOf(world, 3))
  expect(rows.map(({ plainFalse }) => plainFalse)).toEqual([1, 1])
  expect(describeLives(rows).split('\n')).toHaveLength(4)
  expect(describeEstimates(joins.map(world => estimatesOf(world, 3))).split('\n')).toHaveLength(4)
})
