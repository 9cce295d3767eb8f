// Plays the worlds of docs/statistics.md, section 14, and prints how often a page says something false at any look.
//   npm run bench:statistics -- [--lives 1000] [--only newcomer]
import { parseArgs } from 'node:util'
import { describeEstimates, estimatesOf } from './estimates-report.ts'
import { describeMoney, moneyOf } from './money-report.ts'
import { describeLives, livesOf } from './report.ts'
import { SHOPS } from './shop.ts'
import { WORLDS } from './world.ts'

const { values } = parseArgs({
  options: { lives: { type: 'string', default: '1000' }, only: { type: 'string', default: '' } },
})

const lives = Number(values.lives)
const rows = WORLDS.filter(({ name }) => name.includes(values.only)).map(world => {
  const row = { lives: livesOf(world, lives), estimates: estimatesOf(world, lives) }
  console.error(world.name)
  return row
})
console.log(describeLives(rows.map(row => row.lives)))
console.log(`\n${describeEstimates(rows.map(row => row.estimates))}`)

const shops = SHOPS.filter(({ name }) => name.includes(values.only)).map(shop => moneyOf(shop, lives))
console.log(`\n${describeMoney(shops)}`)
