// Plays the worlds of docs/statistics.md, section 14, and prints how often a page says something false at any look.
//   npm run bench:statistics -- [--lives 1000] [--only newcomer] [--people]
import { parseArgs } from 'node:util'
import { describePeople, peopleLivesOf } from './people/people-report.ts'
import { PEOPLE_WORLDS } from './people/people-world.ts'
import { describeLives, livesOf } from './report.ts'
import { WORLDS } from './world.ts'

const { values } = parseArgs({
  options: {
    lives: { type: 'string', default: '1000' },
    only: { type: 'string', default: '' },
    people: { type: 'boolean', default: false },
  },
})

function play<World extends { readonly name: string }, Row>(
  worlds: readonly World[],
  rowOf: (world: World, lives: number) => Row,
): readonly Row[] {
  return worlds
    .filter(({ name }) => name.includes(values.only))
    .map(world => {
      const row = rowOf(world, Number(values.lives))
      console.error(world.name)
      return row
    })
}

console.log(
  values.people ? describePeople(play(PEOPLE_WORLDS, peopleLivesOf)) : describeLives(play(WORLDS, livesOf)),
)
