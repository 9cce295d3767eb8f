// Runs the worlds of the bandit benchmark and prints the loss of each policy, in per cent of an even split, and
// whether the bars hold. docs/bandit-benchmark.md explains the output.
//   node dist-bench/bench/bandit/main.js [--quick | --full] [--seeds 4] [--lives 100] [--tune] [--only E5]
//     [--who ours] [--upworthy tests.csv] [--tests 100] [--peers folder] [--threads 2] [--json out.json]
import { writeFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { parseArgs } from 'node:util'
import { type Bar, describeBars, inferenceBars, meanBars, realBars, verdictOf, worldBars } from './bars.ts'
import { groupsOf } from './groups.ts'
import { describeInference, type InferenceRow } from './inference.ts'
import { isAsked, type Plan, playGroup, playLives } from './play.ts'
import { Pool } from './pool.ts'
import { differencesOf, percentOf, tableOf } from './report.ts'
import { type PlayableGroup, REPORT_SEEDS, type Result, seedsOf, TUNING_SEEDS } from './run.ts'

const QUICK = { seeds: 4, lives: 100, tests: 100 }
const FULL = { seeds: 40, lives: 4000, tests: 1000 }

async function main(): Promise<number> {
  const plan = planOf(process.argv.slice(2))
  const { seeds, settings } = plan
  console.log(`worlds ${seeds[0]} to ${seeds.at(-1)}; ± is half of a 95 % interval\n`)
  const pool = new Pool(plan.threads, settings)
  try {
    const { groups, rows } = await playAll(pool, plan)
    const bars = barsOf(groups, rows)
    if (bars.length > 0) console.log(describeBars(bars))
    if (plan.json !== undefined) writeFileSync(plan.json, asJson(groups, rows, bars))
    return settings.isFull && bars.some(bar => verdictOf(bar) === 'MISSED') ? 1 : 0
  } finally {
    await pool.close()
  }
}

function planOf(args: readonly string[]): Plan {
  const { values } = parseArgs({
    args: [...args],
    options: {
      quick: { type: 'boolean', default: false },
      full: { type: 'boolean', default: false },
      seeds: { type: 'string' },
      lives: { type: 'string' },
      tests: { type: 'string' },
      tune: { type: 'boolean', default: false },
      only: { type: 'string', multiple: true, default: [] },
      who: { type: 'string', multiple: true, default: [] },
      upworthy: { type: 'string' },
      peers: { type: 'string' },
      threads: { type: 'string' },
      json: { type: 'string' },
    },
  })
  if (values.quick && values.full) throw new Error('--quick or --full, not both')
  const { full: isFull, tune: isTuning, upworthy, peers } = values
  const sizes = isFull ? FULL : QUICK
  return {
    settings: { isFull, isTuning, upworthy, testsMax: Number(values.tests ?? sizes.tests), peers },
    seeds: seedsOf(isTuning ? TUNING_SEEDS : REPORT_SEEDS, Number(values.seeds ?? sizes.seeds)),
    lives: Number(values.lives ?? sizes.lives),
    threads: Number(values.threads ?? Math.min(8, availableParallelism())),
    only: values.only,
    who: values.who,
    json: values.json,
  }
}

interface PlayedGroup {
  readonly group: PlayableGroup
  readonly results: readonly Result[]
}

interface Everything {
  readonly groups: readonly PlayedGroup[]
  readonly rows: readonly InferenceRow[]
}

/** All games start at once, so that no thread is idle, and are reported in order. */
async function playAll(pool: Pool, plan: Plan): Promise<Everything> {
  const asked = groupsOf(plan.settings).map(group => ({ group, playing: playGroup(pool, group, plan) }))
  const living = isAsked(plan, 'E11') ? playLives(pool, plan.lives) : Promise.resolve([])
  // The await of the failing game reports the error.
  for (const promise of [living, ...asked.map(({ playing }) => playing)]) promise.catch(() => {})
  const groups: PlayedGroup[] = []
  for (const { group, playing } of asked) {
    const results = await playing
    if (results.length > 0) {
      groups.push({ group, results })
      console.log(describeGroup(group, results))
    }
  }
  const rows = await living
  if (rows.length > 0) console.log(`${describeInference(rows)}\n`)
  for (const what of leftOut(plan)) console.log(`left out: ${what}\n`)
  return { groups, rows }
}

const describeGroup = ({ name, judged, notes }: PlayableGroup, results: readonly Result[]): string =>
  [
    name,
    tableOf(results, 'uniform'),
    ...(judged === '' ? [] : [differencesOf(results, judged)]),
    ...notes,
    '',
  ]
    .join('\n\n')
    .trimEnd()
    .concat('\n')

function leftOut({ settings: { upworthy, peers }, only }: Plan): readonly string[] {
  if (only.length > 0) return []
  return [
    ...(upworthy === undefined ? ['real headlines, which need --upworthy FILE'] : []),
    ...(peers === undefined ? ['real peers, which need --peers FOLDER (bench/bandit/peers/install.sh)'] : []),
  ]
}

function barsOf(groups: readonly PlayedGroup[], rows: readonly InferenceRow[]): readonly Bar[] {
  const worlds = groups.filter(({ group }) => group.seeds === undefined)
  const real = groups.filter(({ group }) => group.seeds !== undefined)
  return [
    ...meanBars(worlds.flatMap(({ results }) => results)),
    ...worlds.flatMap(({ group, results }) => worldBars(results, group.judged)),
    ...real.flatMap(({ group, results }) => realBars(results, group.judged)),
    ...inferenceBars(rows),
  ]
}

function asJson(groups: readonly PlayedGroup[], rows: readonly InferenceRow[], bars: readonly Bar[]): string {
  const games = groups.flatMap(({ results }) =>
    results.map(({ game, losses, seconds }) => ({
      game,
      contestants: [...losses].map(([name, lost]) => ({
        name,
        lost,
        percent: percentOf(lost, losses.get('uniform') ?? []),
        seconds: seconds.get(name),
      })),
    })),
  )
  const judged = bars.map(bar => ({ ...bar, verdict: verdictOf(bar) }))
  return `${JSON.stringify({ games, inference: rows, bars: judged }, undefined, 1)}\n`
}

process.exitCode = await main()
