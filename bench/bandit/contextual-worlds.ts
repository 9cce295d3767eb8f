import { drawNormal } from '../../src/core/stats/draw/draw-normal.ts'
import { createRandom } from '../../src/core/stats/draw/random.ts'
import { type ContextualPlayer, type ContextualWorld, liveWithContext } from './contextual-world.ts'
import type { Game } from './run.ts'

const ATTRIBUTES = [
  ['plan', ['basic', 'plus', 'premium']],
  ['region', ['africa', 'americas', 'asia', 'europe']],
  ['device', ['desktop', 'phone', 'tablet']],
] as const

const VARIANTS = 12
const BASE_RATE = 0.03
const ARM_SPREAD = 0.12
/** The difference between cells in the rate of any message. */
const LEVEL_SPREAD = 0.2
const SENDS_PER_BATCH = 5000

interface Spreads {
  readonly interaction: number
  /** The effect of the combination of variant and cell, which no sum of attribute effects explains. */
  readonly own: number
}

/** 36 cells: the logarithm of a rate is a sum over base, variant, level, variant by level, and variant by cell. */
function contextualWorld(seed: number, sends: number, { interaction, own }: Spreads): ContextualWorld {
  const random = createRandom('contextual', String(seed))
  const normals = (spread: number) => Array.from({ length: VARIANTS }, () => spread * drawNormal(random))
  const arms = normals(ARM_SPREAD)
  const levels = ATTRIBUTES.map(([, values]) =>
    values.map(() => ({ base: LEVEL_SPREAD * drawNormal(random), lifts: normals(interaction) })),
  )
  const places = ATTRIBUTES.reduce<readonly (readonly number[])[]>(
    (before, [, values]) => before.flatMap(place => [...values.keys()].map(at => [...place, at])),
    [[]],
  )
  const cells = places.map(place =>
    Object.fromEntries(ATTRIBUTES.map(([name, values], at) => [name, values[place[at] ?? 0] ?? ''])),
  )
  const rates = places.map(place => {
    const met = place.flatMap((level, attribute) => levels[attribute]?.[level] ?? [])
    const base = met.reduce((sum, { base }) => sum + base, 0)
    const rest = normals(own)
    return arms.map((arm, at) => {
      const lift = met.reduce((sum, { lifts }) => sum + (lifts[at] ?? 0), arm + (rest[at] ?? 0))
      return Math.min(0.5, BASE_RATE * Math.exp(base + lift))
    })
  })
  return { batches: Math.round(sends / SENDS_PER_BATCH), sendsPerBatch: SENDS_PER_BATCH, cells, rates }
}

const game = (name: string, sends: number, spreads: Spreads): Game<ContextualPlayer> => ({
  name,
  play: (seed, player) => liveWithContext(contextualWorld(seed, sends, spreads), seed, player),
})

const gamesOf = (size: string, sends: number): readonly Game<ContextualPlayer>[] => [
  game(`E8 none ${size}`, sends, { interaction: 0, own: 0 }),
  game(`E8 moderate ${size}`, sends, { interaction: 0.15, own: 0 }),
  game(`E8 strong ${size}`, sends, { interaction: 0.35, own: 0 }),
  game(`E9 nonlinear ${size}`, sends, { interaction: 0.15, own: 0.3 }),
]

export const contextualGames = () => gamesOf('2e5', 2e5)
export const longContextualGames = () => gamesOf('1e6', 1e6)
