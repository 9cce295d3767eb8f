import { drawNormal } from '../../src/core/stats/draw/draw-normal.ts'
import { createRandom } from '../../src/core/stats/draw/random.ts'
import { Allotment } from './allotment.ts'
import type { Game } from './run.ts'

/** The data of a policy: everything is visible at once. One entry for each variant. */
export interface RevenueKnown {
  readonly refresh: number
  readonly sends: Float64Array
  /** The amount of every order. */
  readonly orders: readonly (readonly number[])[]
}

export interface RevenuePlayer {
  /** The share of each variant; they sum to one. */
  weights(known: RevenueKnown): readonly number[]
}

interface RevenueWorld {
  /** For each variant: the share of messages with an order, and the median order. */
  readonly rates: readonly number[]
  readonly medians: readonly number[]
  /** The share of orders that are twenty times as large. */
  readonly whales: number
}

const VARIANTS = 6
const MESSAGES = 200_000
const BATCH = 2000
const SIGMA = 1
const WHALE = 20
const LUCKS = 65_536

/** K = 6, 2 % × log-normal orders: independent, falling steeply as the rate rises, and with whales. */
export function revenueGames(): readonly Game<RevenuePlayer>[] {
  const game = (name: string, build: (seed: number) => RevenueWorld): Game<RevenuePlayer> => ({
    name,
    play: (seed, player) => live(build(seed), seed, player),
  })
  return [
    game('E10 log-normal', seed => worldOf(seed, 0, 0)),
    game('E10 negative link', seed => worldOf(seed, -1.75, 0)),
    game('E10 whales', seed => worldOf(seed, 0, 0.01)),
  ]
}

/** @param link how the logarithm of the order value changes with the logarithm of the rate */
function worldOf(seed: number, link: number, whales: number): RevenueWorld {
  const random = createRandom('revenue world', String(seed))
  const variants = Array.from({ length: VARIANTS }, () => {
    const log = 0.15 * drawNormal(random)
    return { rate: 0.02 * Math.exp(log), median: 5000 * Math.exp(link * log + 0.1 * drawNormal(random)) }
  })
  return { rates: variants.map(({ rate }) => rate), medians: variants.map(({ median }) => median), whales }
}

/** Message number t has the same luck, whatever is sent. @returns the expected loss, in minor units */
function live({ rates, medians, whales }: RevenueWorld, seed: number, player: RevenuePlayer): number {
  const choices = createRandom('choices', String(seed))
  const luck = createRandom('luck', String(seed))
  const factors = drawFactors(seed, whales)
  const worths = rates.map(
    (rate, at) => rate * (medians[at] ?? 0) * Math.exp(SIGMA ** 2 / 2) * (1 + whales * (WHALE - 1)),
  )
  const best = Math.max(...worths)
  const sends = new Float64Array(VARIANTS)
  const orders: number[][] = rates.map(() => [])
  let lost = 0
  for (let message = 0, allotment = new Allotment([1]); message < MESSAGES; message++) {
    if (message % BATCH === 0)
      allotment = new Allotment(player.weights({ refresh: message / BATCH, sends, orders }))
    const variant = allotment.at(choices())
    sends[variant] = (sends[variant] ?? 0) + 1
    lost += best - (worths[variant] ?? 0)
    if (luck() < (rates[variant] ?? 0))
      orders[variant]?.push((medians[variant] ?? 0) * (factors[(message * 40_503) % LUCKS] ?? 1))
  }
  return lost
}

/** The size of an order, relative to the median. */
function drawFactors(seed: number, whales: number): Float64Array {
  const random = createRandom('sizes', String(seed))
  return Float64Array.from(
    { length: LUCKS },
    () => Math.exp(SIGMA * drawNormal(random)) * (random() < whales ? WHALE : 1),
  )
}
