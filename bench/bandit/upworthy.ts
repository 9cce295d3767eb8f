import { readFileSync } from 'node:fs'
import { createRandom } from '../../src/core/stats/draw/random.ts'
import { Allotment } from './allotment.ts'
import { epsilonGreedy, growthBook, ours, plainThompson, uniform } from './players.ts'
import { type Contestant, type PlayableGroup, playable } from './run.ts'
import { type Known, live, type Player } from './world.ts'

/**
 * Headlines of real articles, with the clicks of real readers: the Upworthy Research Archive (Matias et al., 2021).
 * The file has one line a headline: test_id,week,variant,impressions,clicks.
 */
interface Headline {
  readonly impressions: number
  readonly clicks: number
}

/** Settings may be chosen on the tests from here on. The report uses the tests before. */
const FIRST_TUNING_TEST = 1000

interface Upworthy {
  readonly path: string
  readonly testsMax: number
  readonly isTuning: boolean
  readonly own: readonly Contestant<Player>[]
}

/**
 * Readers drawn from the real ones without replacement, and 50,000 readers at the observed rates. One test for each
 * seed.
 */
export function upworthyGroup({ path, testsMax, isTuning, own }: Upworthy): PlayableGroup {
  const all = readTests(path)
  const mine = isTuning ? all.slice(FIRST_TUNING_TEST) : all.slice(0, FIRST_TUNING_TEST)
  const tests = mine.slice(0, testsMax)
  return playable<Player>({
    name: 'Upworthy: real headlines',
    seeds: [...tests.keys()],
    games: [
      { name: 'urns', play: (seed, player) => playUrns(tests[seed] ?? [], seed, player) },
      { name: '50,000 sends', play: (seed, player) => playScaled(tests[seed] ?? [], seed, player) },
    ],
    contestants: [
      uniform,
      epsilonGreedy,
      plainThompson('Thompson', 0),
      plainThompson('Thompson + 0.1', 0.1),
      growthBook,
    ],
    own: [...own, ours({ name: 'ours, usual rate known', epsilon: 0.02, usualRate: 0.0115 })],
  })
}

function readTests(path: string): readonly (readonly Headline[])[] {
  const tests = new Map<string, Headline[]>()
  for (const line of readFileSync(path, 'utf8').trim().split('\n').slice(1)) {
    const [id = '', , , impressions, clicks] = line.split(',')
    const own = tests.get(id) ?? []
    tests.set(id, own)
    own.push({ impressions: Number(impressions), clicks: Number(clicks) })
  }
  // Headlines with equal rates allow no loss.
  return [...tests.values()].filter(own => new Set(own.map(rateOf)).size > 1)
}

const rateOf = ({ impressions, clicks }: Headline): number => clicks / impressions

const URN_BATCH = 100

/**
 * Every headline is an urn of its real impressions, drawn one by one. The number of messages is the size of the
 * smallest urn, so none becomes empty. This makes no assumption about readers. The loss is against the best
 * headline's mean rate.
 */
function playUrns(headlines: readonly Headline[], seed: number, player: Player): number {
  const urns = headlines.map(({ impressions, clicks }) => ({ left: impressions, clicks }))
  const random = createRandom('urns', String(seed))
  const choices = createRandom('urn choices', String(seed))
  const sends = new Float64Array(urns.length)
  const successes = new Float64Array(urns.length)
  const best = Math.max(...headlines.map(rateOf))
  const messages = Math.min(...headlines.map(({ impressions }) => impressions))
  let lost = 0
  let allotment: Allotment | undefined
  for (let message = 0; message < messages; message++) {
    if (message % URN_BATCH === 0) {
      allotment = new Allotment(player.weights(knownOf(message / URN_BATCH, sends, successes)))
    }
    const variant = allotment?.at(choices()) ?? 0
    const urn = urns[variant]
    const headline = headlines[variant]
    if (!urn || !headline) continue
    lost += best - rateOf(headline)
    sends[variant] = (sends[variant] ?? 0) + 1
    if (random() < urn.clicks / urn.left) {
      urn.clicks--
      successes[variant] = (successes[variant] ?? 0) + 1
    }
    urn.left--
  }
  return lost
}

const knownOf = (refresh: number, sends: Float64Array, successes: Float64Array): Known => ({
  refresh,
  nowMs: 0,
  completeUntilMs: 0,
  live: [...sends.keys()],
  sends,
  successes,
  cohorts: [],
  window: undefined,
})

function playScaled(headlines: readonly Headline[], seed: number, player: Player): number {
  const rates = headlines.map(rateOf)
  const world = {
    ticks: 50,
    tickMs: 3_600_000,
    sendsPerTick: 1000,
    refreshTicks: 1,
    variants: rates.map(() => ({ joinsAtTick: 0 })),
    rateAt: (variant: number) => rates[variant] ?? 0,
  }
  return live(world, seed, player)
}
