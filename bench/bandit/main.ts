// Plays the worlds of the bandit benchmark and prints what each policy loses, in per cent of an even split.
//   node dist-bench/bench/bandit/main.js [--seeds 4] [--tune] [--full] [--only E5] [--who ours] [--upworthy tests.csv] [--json out.json]
import { writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { CONTEXTUAL_OURS, CONTEXTUAL_REFERENCE, contextualPlayers } from './contextual-players.ts'
import { contextualGames, longContextualGames } from './contextual-worlds.ts'
import {
  epsilonGreedy,
  growthBook,
  inverseGap,
  ours,
  plainThompson,
  ucb1,
  uniform,
  waitForMaturity,
} from './players.ts'
import { alignedTable, percentOf, pointsAbove, tableOf, textOf } from './report.ts'
import {
  type Contestant,
  type Game,
  REPORT_SEEDS,
  type Result,
  runPaired,
  seedsOf,
  TUNING_SEEDS,
} from './run.ts'
import { upworthyReport } from './upworthy.ts'
import type { Player } from './world.ts'
import {
  blastGames,
  conversionHistory,
  delayedGames,
  longBlastGames,
  longPromptGames,
  openHistory,
  promptGames,
} from './worlds.ts'

const PEERS: readonly Contestant<Player>[] = [
  uniform,
  ucb1,
  epsilonGreedy,
  plainThompson('Thompson', 0),
  plainThompson('Thompson + 0.1', 0.1),
  waitForMaturity,
  growthBook,
  inverseGap(1),
]
const OURS = ours({ name: 'ours', epsilon: 0.02 })
const WITHOUT_FLOOR = ours({ name: 'ours, no floor', epsilon: 0 })

interface Group {
  readonly games: readonly Game<Player>[]
  readonly own: readonly Contestant<Player>[]
}

/** The quick form leaves out the longest games and what only explains our own settings. */
const groupsOf = (isFull: boolean): readonly Group[] => [
  {
    games: isFull ? [...promptGames(), ...longPromptGames()] : promptGames(),
    own: isFull ? [OURS, WITHOUT_FLOOR] : [OURS],
  },
  {
    games: delayedGames(),
    own: isFull ? [OURS, ...EXPLAINING_SLOW] : [OURS],
  },
  {
    games: isFull ? [...blastGames(), ...longBlastGames()] : blastGames(),
    own: isFull ? [OURS, ...EXPLAINING_BLASTS] : [OURS],
  },
]

const EXPLAINING_SLOW = [
  ours({ name: 'ours, history right', epsilon: 0.02, history: conversionHistory }),
  ours({ name: 'ours, by the clock', epsilon: 0.02, trustsClock: true }),
]
const EXPLAINING_BLASTS = [
  ours({ name: 'ours, history right', epsilon: 0.02, history: openHistory(1) }),
  ours({ name: 'ours, history x 1/2', epsilon: 0.02, history: openHistory(1 / 2) }),
  ours({ name: 'ours, history x 2', epsilon: 0.02, history: openHistory(2) }),
]

function main(): void {
  const { values } = parseArgs({
    options: {
      seeds: { type: 'string' },
      tune: { type: 'boolean', default: false },
      full: { type: 'boolean', default: false },
      only: { type: 'string', default: '' },
      who: { type: 'string', multiple: true, default: [] },
      upworthy: { type: 'string' },
      json: { type: 'string' },
    },
  })
  const range = values.tune ? TUNING_SEEDS : REPORT_SEEDS
  const seeds = seedsOf(range, Number(values.seeds ?? (values.full ? 40 : 4)))
  console.log(`worlds ${seeds[0]} to ${seeds.at(-1)}; ± is half of a 95 % interval\n`)
  const results: Result[] = []
  for (const { games, own } of groupsOf(values.full)) {
    const chosen = games.filter(({ name }) => name.startsWith(values.only))
    if (chosen.length === 0) continue
    const asked = [...PEERS, ...own].filter(
      ({ name }) => values.who.length === 0 || name === 'uniform' || values.who.includes(name),
    )
    const played = chosen.map(game => runPaired(game, asked, seeds))
    results.push(...played)
    console.log(`${tableOf(played, 'uniform')}\n`)
    console.log(`${differencesOf(played)}\n`)
  }
  const contextual = playContextual(values, seeds)
  results.push(...contextual)
  if (contextual.length > 0) console.log(`${tableOf(contextual, 'uniform')}\n\n${meanShareOf(contextual)}\n`)
  if (values.upworthy) console.log(upworthyReport(values.upworthy, values.full ? 1000 : 100, values.tune))
  if (values.json) writeFileSync(values.json, JSON.stringify(results.map(plain), null, 1))
}

/** The worlds in which attributes matter, with players of their own. */
function playContextual(
  { full, only, who }: { readonly full: boolean; readonly only: string; readonly who: readonly string[] },
  seeds: readonly number[],
): readonly Result[] {
  const asked = contextualPlayers.filter(
    ({ name }) => who.length === 0 || name === 'uniform' || who.includes(name),
  )
  const games = full ? [...contextualGames(), ...longContextualGames()] : contextualGames()
  return games.filter(({ name }) => name.startsWith(only)).map(game => runPaired(game, asked, seeds))
}

/** The bar: what the contextual policy loses of what the reference shape loses, world by world in the mean. */
function meanShareOf(results: readonly Result[]): string {
  const meanOf = (name: string) =>
    results.reduce(
      (sum, { losses }) => sum + percentOf(losses.get(name) ?? [], losses.get('uniform') ?? []).value,
      0,
    ) / results.length
  const share = meanOf(CONTEXTUAL_OURS) / meanOf(CONTEXTUAL_REFERENCE)
  if (!Number.isFinite(share)) return ''
  return `${CONTEXTUAL_OURS}: ${(100 * share).toFixed(0)} % of what ${CONTEXTUAL_REFERENCE} loses, in the mean over these worlds`
}

/** What ours loses more than the two baselines that everybody has, seed by seed, in points of the table above. */
function differencesOf(results: readonly Result[]): string {
  const cell = ({ losses }: Result, other: string): string => {
    const [own, baseline, scale] = [losses.get(OURS.name), losses.get(other), losses.get('uniform')]
    return own && baseline && scale ? textOf(pointsAbove(own, baseline, scale)) : ''
  }
  return alignedTable([
    ['points', ...results.map(({ game }) => game)],
    ...['Thompson', 'Thompson + 0.1'].map(other => [
      `${OURS.name} - ${other}`,
      ...results.map(result => cell(result, other)),
    ]),
  ])
}

const plain = ({ game, losses, seconds }: Result) => ({
  game,
  contestants: [...losses].map(([name, lost]) => ({
    name,
    lost,
    percent: percentOf(lost, losses.get('uniform') ?? []),
    seconds: seconds.get(name),
  })),
})

main()
