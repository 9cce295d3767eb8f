import { describe, expect, it } from 'vitest'
import { ours } from '../../bench/bandit/players.ts'
import { type BanditWorld, live } from '../../bench/bandit/world.ts'
import { drawNormal } from '../../src/core/stats/draw/draw-normal.ts'
import { createRandom } from '../../src/core/stats/draw/random.ts'
import { useServer } from '../scene.ts'
import { playThroughHttp } from './played-world.ts'

const DAY = 86_400_000
const TICKS_A_DAY = 4

const server = useServer()

// More worlds, and busier ones, say more: docs/bandit-benchmark.md has the figures of such a run.
const LONG_RUN = process.env['TEST_LEARNING_WORLDS']
const WORLDS = Number(LONG_RUN ?? 2)
const DAILY = Number(process.env['TEST_LEARNING_DAILY'] ?? 160)
const REPORTS_SENDS = process.env['TEST_LEARNING_SENDS'] !== undefined
/** How often the simulation in memory lives through the same world, by other choices. */
const TWINS = 20

/** Four variants, and after 16 days a better one; conversions count from the third day to the fourteenth. */
function betterLaunch(seed: number): BanditWorld {
  const random = createRandom('rates', String(seed))
  const rates = Array.from({ length: 4 }, () => 0.1 * Math.exp(0.2 * drawNormal(random)))
  const all = [...rates, 1.25 * Math.max(...rates)]
  return {
    ticks: 40 * TICKS_A_DAY,
    tickMs: DAY / TICKS_A_DAY,
    sendsPerTick: DAILY / TICKS_A_DAY,
    refreshTicks: 1,
    variants: all.map((_, at) => ({ joinsAtTick: at === 4 ? 16 * TICKS_A_DAY : 0 })),
    rateAt: variant => all[variant] ?? 0,
    delay: {
      window: { offsetMs: 3 * DAY, untilMs: 14 * DAY },
      drawMs: random => (3 - 4 * Math.log(1 - random() * (1 - Math.exp(-11 / 4)))) * DAY,
    },
  }
}

const player = ours({ name: 'ours', epsilon: 0.02 })

interface Compared {
  /** All in per cent of what an even split loses, expected. */
  readonly lost: number
  /** What was served, less what the simulation would have served knowing the same. */
  readonly difference: number
  readonly twins: readonly number[]
}

async function compare(number: number): Promise<Compared> {
  const seed = 1001 + number
  const world = betterLaunch(seed)
  const played = await playThroughHttp({
    ...{ server, slug: `world-${seed}`, world, seed, reportsSends: REPORTS_SENDS },
    shadow: player.start(`shadow ${seed}`),
  })
  const even = played.lostByEven / 100
  const twins = Array.from({ length: TWINS }, (_, twin) =>
    live(world, 1000 * seed + twin, player.start(`twin ${seed} ${twin}`)),
  )
  return {
    lost: played.lost / even,
    difference: (played.lostByServed - played.lostByShadow) / even,
    twins: twins.map(lost => lost / even),
  }
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length

const deviation = (values: readonly number[]) =>
  Math.sqrt(mean(values.map(value => (value - mean(values)) ** 2)) * (values.length / (values.length - 1)))

const figure = (values: readonly number[]) =>
  `${mean(values).toFixed(2)} ± ${(deviation(values) / Math.sqrt(values.length)).toFixed(2)}`

describe('the same delayed worlds, played through HTTP and in memory', () => {
  it('lose the same', async () => {
    const compared: Compared[] = []
    for (let number = 0; number < WORLDS; number++) compared.push(await compare(number))
    const differences = compared.map(({ difference }) => difference)
    const free = compared.map(({ lost, twins }) => lost - mean(twins))
    if (LONG_RUN !== undefined)
      console.log(
        `${WORLDS} worlds, ${DAILY} messages a day; in per cent of even, ± one standard error\n` +
          `lost: ${figure(compared.map(({ lost }) => lost))}; in memory: ${figure(compared.map(({ twins }) => mean(twins)))}; less that: ${figure(free)}\n` +
          `served less simulated, knowing the same: ${figure(differences)}`,
      )
    expect(Math.abs(mean(differences))).toBeLessThan(2)
    // Two lives differ by the luck of their choices, far more than by two points; five standard errors never.
    const spread = mean(compared.map(({ twins }) => deviation(twins)))
    expect(Math.abs(mean(free))).toBeLessThan(2 + (5 * spread) / Math.sqrt(WORLDS))
  }, 600_000)
})
