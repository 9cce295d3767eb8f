import { edgesWithin, type Maturity, type Window } from '../../src/core/bandit/delay/maturity.ts'
import { logNormalMaturity } from '../../src/core/bandit/delay/maturity-prior.ts'
import { drawNormal } from '../../src/core/stats/draw/draw-normal.ts'
import { createRandom } from '../../src/core/stats/draw/random.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../src/lib/duration.ts'
import type { Game } from './run.ts'
import { drawLogNormal } from './stats/draw-log-normal.ts'
import { type BanditWorld, live, type Player } from './world.ts'

const game = (name: string, build: (seed: number) => BanditWorld): Game<Player> => ({
  name,
  play: (seed, player) => live(build(seed), seed, player),
})

/** Log-normal rates around a base. */
function ratesOf(seed: number, count: number, base: number, spread: number): readonly number[] {
  const random = createRandom('rates', String(seed))
  return Array.from({ length: count }, () => base * Math.exp(spread * drawNormal(random)))
}

/** A world in which every outcome is visible at once. */
function prompt(rates: readonly number[], sends: number, batch: number): BanditWorld {
  return {
    ticks: Math.round(sends / batch),
    tickMs: HOUR_MS,
    sendsPerTick: batch,
    refreshTicks: 1,
    variants: rates.map(() => ({ joinsAtTick: 0 })),
    rateAt: variant => rates[variant] ?? 0,
  }
}

export const closeGames = (): readonly Game<Player>[] => [
  game('E1 close arms', () => prompt([0.2, 0.202, 0.204, 0.206], 1e6, 5000)),
]

export const promptGames = (): readonly Game<Player>[] => [
  game('E2 1e5', seed => prompt(ratesOf(seed, 10, 0.02, 0.15), 1e5, 5000)),
  game('E3 K=100', seed => prompt(ratesOf(seed, 100, 0.02, 0.15), 1e6, 20_000)),
  game('E4 0.1 %', seed => prompt(ratesOf(seed, 8, 0.001, 0.3), 2e5, 5000)),
]

export const longPromptGames = (): readonly Game<Player>[] => [
  game('E2 1e6', seed => prompt(ratesOf(seed, 10, 0.02, 0.15), 1e6, 5000)),
  game('E3 K=200', seed => prompt(ratesOf(seed, 200, 0.02, 0.15), 1e6, 20_000)),
]

export const driftGames = (): readonly Game<Player>[] => [
  game('E7 swap', reversed),
  game('E7 weekly', seasonal),
]

/** The effect of the half-life, and its cost where nothing changes. */
export const forgettingGames = (): readonly Game<Player>[] =>
  [...promptGames(), ...driftGames()]
    .filter(({ name }) => ['E2 1e5', 'E7 swap', 'E7 weekly'].includes(name))
    .map(each => ({ ...each, name: `${each.name}, forgetting` }))

const DRIFTING = [0.02, 0.022, 0.024, 0.026, 0.028, 0.03]

function shuffled(seed: number, values: readonly number[]): readonly number[] {
  const random = createRandom('order', String(seed))
  return values
    .map(value => ({ value, key: random() }))
    .sort((a, b) => a.key - b.key)
    .map(({ value }) => value)
}

/** The order of the variants reverses at half time. */
function reversed(seed: number): BanditWorld {
  const before = shuffled(seed, DRIFTING)
  const world = prompt(before, 2e5, 2000)
  return {
    ...world,
    rateAt: (variant, tick) =>
      tick < world.ticks / 2 ? (before[variant] ?? 0) : 0.05 - (before[variant] ?? 0),
  }
}

/** A weekly wave for all variants. It must not look like a difference between them. */
function seasonal(seed: number): BanditWorld {
  const rates = shuffled(seed, DRIFTING)
  const world = prompt(rates, 2e5, 1000)
  return {
    ...world,
    rateAt: (variant, tick) => (rates[variant] ?? 0) * (1 + 0.4 * Math.sin((2 * Math.PI * tick) / 28)),
  }
}

const CONVERSION_WINDOW: Window = { offsetMs: 3 * DAY_MS, untilMs: 14 * DAY_MS }

/** Three days plus an exponential delay with mean four, among delays within the window. */
const conversionDelay = (random: () => number): number => {
  const latest = 1 - Math.exp(-11 / 4)
  return (3 - 4 * Math.log(1 - random() * latest)) * DAY_MS
}

/** The curve of conversions that an organisation's history would give: the true one. */
export const conversionHistory: Maturity = {
  edgesMs: edgesWithin(CONVERSION_WINDOW),
  shares: edgesWithin(CONVERSION_WINDOW).map(
    edge => (1 - Math.exp((3 - edge / DAY_MS) / 4)) / (1 - Math.exp(-11 / 4)),
  ),
}

const TICKS_A_DAY = 4

/** 5,000 messages a day that convert within a fortnight. Variants join on the given days. */
function slow(rates: readonly number[], joinDays: readonly number[], days: number): BanditWorld {
  return {
    ticks: days * TICKS_A_DAY,
    tickMs: DAY_MS / TICKS_A_DAY,
    sendsPerTick: 5000 / TICKS_A_DAY,
    refreshTicks: 1,
    variants: rates.map((_, at) => ({ joinsAtTick: (joinDays[at] ?? 0) * TICKS_A_DAY })),
    rateAt: variant => rates[variant] ?? 0,
    delay: { window: CONVERSION_WINDOW, drawMs: conversionDelay },
  }
}

const latecomer = (seed: number, factor: (rates: readonly number[]) => number): BanditWorld => {
  const rates = ratesOf(seed, 4, 0.02, 0.15)
  return slow([...rates, factor(rates)], [0, 0, 0, 0, 20], 60)
}

const betterLaunch = (seed: number): BanditWorld => latecomer(seed, rates => 1.25 * Math.max(...rates))
const worseLaunch = (seed: number): BanditWorld => latecomer(seed, rates => 0.8 * Math.min(...rates))
const coldStart = (seed: number): BanditWorld => slow(ratesOf(seed, 8, 0.02, 0.15), [], 45)
const weeklyLaunches = (seed: number): BanditWorld =>
  slow(ratesOf(seed, 11, 0.02, 0.15), [0, 0, 0, 7, 14, 21, 28, 35, 42, 49, 56], 63)

export function delayedGames(): readonly Game<Player>[] {
  return [
    game('E5 better', betterLaunch),
    game('E5 worse', worseLaunch),
    game('E5 cold', coldStart),
    game('E5 weekly', weeklyLaunches),
    game('E12 outage', seed => ({ ...weeklyLaunches(seed), outage: { fromTick: 100, untilTick: 108 } })),
  ]
}

/** Opens are counted for three days. */
const OPEN_WINDOW: Window = { offsetMs: 0, untilMs: 3 * DAY_MS }
const OPEN_MEDIAN_MS = 90 * MINUTE_MS
const OPEN_SIGMA = 1.3

/** The curve of opens that an organisation's history would give, wrong by this factor. */
export const openHistory = (factor: number): Maturity =>
  logNormalMaturity(OPEN_WINDOW, factor * OPEN_MEDIAN_MS, OPEN_SIGMA)

const openDelay = (random: () => number): number => {
  for (;;) {
    const delayMs = drawLogNormal(Math.log(OPEN_MEDIAN_MS), OPEN_SIGMA, random)
    if (delayMs < OPEN_WINDOW.untilMs) return delayMs
  }
}

/**
 * All messages are sent within an hour, and most opens come after it. @param late the best variant joins after 20
 * minutes
 */
function blast(seed: number, sends: number, refreshTicks: number, late: boolean): BanditWorld {
  const rates = ratesOf(seed, 8, 0.2, 0.06)
  const best = rates.indexOf(Math.max(...rates))
  return {
    ticks: 60,
    tickMs: MINUTE_MS,
    sendsPerTick: Math.round(sends / 60),
    refreshTicks,
    variants: rates.map((_, at) => ({ joinsAtTick: late && at === best ? 20 : 0 })),
    rateAt: variant => rates[variant] ?? 0,
    delay: { window: OPEN_WINDOW, drawMs: openDelay },
  }
}

export function blastGames(): readonly Game<Player>[] {
  return [
    game('E6 1e5', seed => blast(seed, 1e5, 1, false)),
    game('E6 1e6', seed => blast(seed, 1e6, 1, false)),
  ]
}

export function longBlastGames(): readonly Game<Player>[] {
  return [
    game('E6 1e6 late', seed => blast(seed, 1e6, 1, true)),
    game('E6 1e6, 5 min', seed => blast(seed, 1e6, 5, false)),
    game('E6 1e6, 15 min', seed => blast(seed, 1e6, 15, false)),
  ]
}
