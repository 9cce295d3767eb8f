// Plays the worlds of docs/statistics.md, section 14, and prints how often a page says something false at any look.
//   npm run bench:statistics -- [--lives 1000] [--only newcomer] [--people]
import { parseArgs } from 'node:util'
import { describeEstimates, estimatesOf } from './estimates-report.ts'
import { describeMoney, moneyOf } from './money-report.ts'
import { describePeople, peopleLivesOf } from './people/people-report.ts'
import { PEOPLE_WORLDS } from './people/people-world.ts'
import { describeLives, livesOf } from './report.ts'
import { SHOPS } from './shop.ts'
import { WORLDS } from './world.ts'

const { values } = parseArgs({
  options: {
    lives: { type: 'string', default: '1000' },
    only: { type: 'string', default: '' },
    people: { type: 'boolean', default: false },
  },
})

const lives = Number(values.lives)

function play<World extends { readonly name: string }, Row>(
  worlds: readonly World[],
  rowOf: (world: World) => Row,
): readonly Row[] {
  return worlds
    .filter(({ name }) => name.includes(values.only))
    .map(world => {
      const row = rowOf(world)
      console.error(world.name)
      return row
    })
}

if (values.people) console.log(describePeople(play(PEOPLE_WORLDS, world => peopleLivesOf(world, lives))))
else {
  const rows = play(WORLDS, world => ({ lives: livesOf(world, lives), estimates: estimatesOf(world, lives) }))
  console.log(describeLives(rows.map(row => row.lives)))
  console.log(`\n${describeEstimates(rows.map(row => row.estimates))}`)
  console.log(`\n${describeMoney(play(SHOPS, shop => moneyOf(shop, lives)))}`)
}
