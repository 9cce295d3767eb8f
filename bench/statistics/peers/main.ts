// Compares lifts and intervals with those of gbstats, the statistics of GrowthBook.
//   bench/statistics/peers/install.sh FOLDER; npm run bench:statistics-peers -- FOLDER
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { ALPHA, TUNED_FOR } from '../../../src/core/inference/alpha.ts'
import { compareGroups } from '../../../src/core/inference/lift.ts'
import { ROWS } from './rows.ts'

interface Answer {
  readonly relative: number
  readonly interval: readonly [number, number]
}

/** Beside the sources, because the compiled folder contains no Python. */
const SCRIPT = 'bench/statistics/peers/gbstats_rows.py'
/** gbstats looks at an interval that is tightest at this number of units: its own default. */
const THEIRS_TUNED_FOR = 5000

const [folder] = process.argv.slice(2)
if (folder === undefined) throw new Error('Name the folder of install.sh.')
const answers = JSON.parse(
  execFileSync(join(folder, 'bin', 'python'), [SCRIPT], {
    input: JSON.stringify(ROWS.map(row => ({ ...row, tunedFor: THEIRS_TUNED_FOR }))),
  }).toString(),
) as readonly { readonly once: Answer; readonly sequential: Answer }[]

const percent = (share: number): string => (100 * share).toFixed(1)
const range = ([low, high]: readonly [number, number]): string => `${percent(low)}..${percent(high)}`
const widthOf = ([low, high]: readonly [number, number]): number => high - low

console.log(
  `Intervals of 95 % of the relative lift, in per cent. Parley's is tightest at ${TUNED_FOR} messages.\n`,
)
console.log(
  '| control and treatment | lift | Parley | gbstats, one look | sequential | width to one look | to sequential |',
)
console.log('|---|---|---|---|---|---|---|')
let differing = 0
for (const [at, { name, kind, control, treatment }] of ROWS.entries()) {
  const theirs = answers[at]
  const ours = compareGroups(control, treatment, { kind, alpha: ALPHA })
  if (theirs === undefined || ours?.relative == null) throw new Error(`${name} was not compared`)
  if (Math.abs(ours.relative - theirs.once.relative) > 1e-9) differing++
  const interval = ours.relativeInterval
  const ratio = ({ interval: other }: Answer): string =>
    interval === null ? '–' : (widthOf(interval) / widthOf(other)).toFixed(2)
  console.log(
    `| ${name} | ${percent(ours.relative)} | ${interval === null ? 'none' : range(interval)} | ${range(theirs.once.interval)} | ${range(theirs.sequential.interval)} | ${ratio(theirs.once)} | ${ratio(theirs.sequential)} |`,
  )
}
console.log(`\n${ROWS.length - differing} of ${ROWS.length} lifts are equal to nine digits.`)
process.exitCode = differing === 0 ? 0 : 1
