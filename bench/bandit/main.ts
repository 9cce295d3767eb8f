// Plays the worlds of the bandit benchmark and prints what each policy loses, in per cent of an even split, and
// whether the bars hold. docs/bandit-benchmark.md says how to read it.
//   node dist-bench/bench/bandit/main.js [--full] [--seeds 4] [--lives 100] [--tune] [--only E5] [--who ours]
//     [--upworthy tests.csv] [--threads 2] [--json out.json]
import { writeFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { parseArgs } from 'node:util'
import { type Bar, inferenceBars, meanBars, realBars, verdictOf, worldBars } from './bars.ts'
import { groupsOf } from './groups.ts'
import { describeInference, type InferenceRow } from './inference.ts'
import { isAsked, type Plan, playGroup, playLives } from './play.ts'
import { Pool } from './pool.ts'
import { alignedTable, percentOf, pointsAbove, tableOf, textOf } from './report.ts'
import { type PlayableGroup, REPORT_SEEDS, type Result, seedsOf, TUNING_SEEDS } from './run.ts'

const QUICK = { seeds: 4, lives: 100 }
const FULL = { seeds: 40, lives: 4000 }
async function main(): Promise<number> {
  const plan = planOf(process.argv.slice(2))
  const { seeds, settings, lives } = plan
  console.log(`worlds ${seeds[0]} to ${seeds.at(-1)}; ± is half of a 95 % interval\n`)
  const pool = new Pool(plan.threads, settings)
  try {
    // All are asked for at once, so that no thread is idle, and told in order.
    const asked = groupsOf(settings).map(group => ({ group, results: playGroup(pool, group, plan) }))
    const looked = isAsked(plan, 'E11') ? playLives(pool, lives) : Promise.resolve([])
    looked.catch(() => {})
    const bars: Bar[] = []
    const all: { group: PlayableGroup; result: Result }[] = []
    for (const { group, results } of asked) {
      const played = await results
      if (played.length === 0) continue
      all.push(...played.map(result => ({ group, result })))
      console.log(
        `${group.name}\n\n${tableOf(played, 'uniform')}\n\n${differencesOf(played, group.judged)}\n`,
      )
    }
    const rows = await looked
    if (rows.length > 0) console.log(`${describeInference(rows)}\n`)
    const judged = new Map(all.map(({ group, result }) => [result, group.judged]))
    const judgedOf = (result: Result) => judged.get(result) ?? ''
    const worlds = all.filter(({ group }) => group.seeds === undefined).map(({ result }) => result)
    const real = all.filter(({ group }) => group.seeds !== undefined).map(({ result }) => result)
    bars.push(...meanBars(worlds, judgedOf), ...worldBars(worlds, judgedOf))
    bars.push(...realBars(real, judgedOf), ...inferenceBars(rows))
    console.log(describeBars(bars))
    if (plan.json !== undefined)
      writeFileSync(
        plan.json,
        asJson(
          all.map(({ result }) => result),
          rows,
          bars,
        ),
      )
    const missed = bars.filter(bar => verdictOf(bar) === 'MISSED')
    return settings.isFull && missed.length > 0 ? 1 : 0
  } finally {
    await pool.close()
  }
}

function planOf(args: readonly string[]): Plan {
  const { values } = parseArgs({
    args: [...args],
    options: {
      quick: { type: 'boolean', default: true },
      full: { type: 'boolean', default: false },
      seeds: { type: 'string' },
      lives: { type: 'string' },
      tune: { type: 'boolean', default: false },
      only: { type: 'string', multiple: true, default: [] },
      who: { type: 'string', multiple: true, default: [] },
      upworthy: { type: 'string' },
      threads: { type: 'string' },
      json: { type: 'string' },
    },
  })
  const sizes = values.full ? FULL : QUICK
  return {
    settings: { isFull: values.full, isTuning: values.tune, upworthy: values.upworthy },
    seeds: seedsOf(values.tune ? TUNING_SEEDS : REPORT_SEEDS, Number(values.seeds ?? sizes.seeds)),
    lives: Number(values.lives ?? sizes.lives),
    threads: Number(values.threads ?? Math.min(8, availableParallelism())),
    only: values.only,
    who: values.who,
    json: values.json,
  }
}

/** What ours loses more than the baselines that everybody has, seed by seed, in points of the table above. */
function differencesOf(results: readonly Result[], own: string): string {
  const cell = ({ losses }: Result, other: string): string => {
    const [mine, theirs, scale] = [losses.get(own), losses.get(other), losses.get('uniform')]
    return mine && theirs && scale ? textOf(pointsAbove(mine, theirs, scale)) : ''
  }
  const others = ['Thompson', 'Thompson + 0.1', "GrowthBook's rule", 'disjoint LinTS + 0.1']
  return alignedTable([
    ['points', ...results.map(({ game }) => game)],
    ...others
      .filter(other => results.some(({ losses }) => losses.has(other)))
      .map(other => [`${own} - ${other}`, ...results.map(result => cell(result, other))]),
  ])
}

function describeBars(bars: readonly Bar[]): string {
  const rows = bars.map(bar => [
    bar.what,
    textOf(bar.figure),
    String(bar.atMost),
    verdictOf(bar) + (verdictOf(bar) === 'excused' ? `: ${bar.excuse}` : ''),
  ])
  return alignedTable([['bar', 'is', 'at most', 'verdict'], ...rows])
}

function asJson(results: readonly Result[], rows: readonly InferenceRow[], bars: readonly Bar[]): string {
  const games = results.map(({ game, losses, seconds }) => ({
    game,
    contestants: [...losses].map(([name, lost]) => ({
      name,
      lost,
      percent: percentOf(lost, losses.get('uniform') ?? []),
      seconds: seconds.get(name),
    })),
  }))
  const judged = bars.map(bar => ({ ...bar, verdict: verdictOf(bar) }))
  return `${JSON.stringify({ games, inference: rows, bars: judged }, undefined, 1)}\n`
}

process.exitCode = await main()
