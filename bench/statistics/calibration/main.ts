// Plays templates whose rates are drawn as the chances assume, and compares the chances that the page says with what is
// so: the table of docs/statistics.md, section 14.
//   npm run bench:calibration -- [--lives 300] [--only newcomer]
import { parseArgs } from 'node:util'
import { binsOf, describeBins } from './table.ts'
import { WORLDS } from './world.ts'

const { values } = parseArgs({
  options: { lives: { type: 'string', default: '300' }, only: { type: 'string', default: '' } },
})

console.log('| world | chance to | shown | said | happened | ± |\n|---|---|---|---|---|---|')
for (const world of WORLDS.filter(({ name }) => name.includes(values.only)))
  console.log(describeBins(world.name, binsOf(world, Number(values.lives))))
