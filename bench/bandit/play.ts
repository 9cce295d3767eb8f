import type { GroupSettings } from './groups.ts'
import { type InferenceRow, rowOf, WORLDS } from './inference.ts'
import type { Pool } from './pool.ts'
import type { PlayableGroup, Result } from './run.ts'

/** The number of seeds and runs in one task of a thread. */
const SEEDS_A_TASK = 4
const TESTS_A_TASK = 100
const LIVES_A_TASK = 100

export interface Plan {
  readonly settings: GroupSettings
  readonly seeds: readonly number[]
  readonly lives: number
  readonly threads: number
  /** Prefixes of game names; none for all. */
  readonly only: readonly string[]
  /** Policies; none for all. */
  readonly who: readonly string[]
  readonly json: string | undefined
}

export const isAsked = ({ only }: Plan, game: string): boolean =>
  only.length === 0 || only.some(beginning => game.startsWith(beginning))

/** Every selected policy in every selected game, cut into tasks of a few seeds. */
export async function playGroup(pool: Pool, group: PlayableGroup, plan: Plan): Promise<readonly Result[]> {
  const games = [...group.players].filter(([game]) => isAsked(plan, game))
  const seeds = group.seeds ?? plan.seeds.slice(0, group.seedsMax)
  const chunks = chunksOf(seeds, group.seeds ? TESTS_A_TASK : Math.min(SEEDS_A_TASK, group.seedsMax))
  return Promise.all(
    games.map(async ([game, everybody]) => {
      const players = everybody.filter(
        name => plan.who.length === 0 || name === 'uniform' || plan.who.includes(name),
      )
      const played = await Promise.all(
        players.map(async contestant => {
          const task = { kind: 'game', group: group.name, game, contestant } as const
          const parts = await Promise.all(chunks.map(part => pool.run({ ...task, seeds: part })))
          const seconds = parts.reduce((sum, part) => sum + part.seconds, 0)
          return { contestant, lost: parts.flatMap(part => part.lost), seconds }
        }),
      )
      return {
        game,
        losses: new Map(played.map(({ contestant, lost }) => [contestant, lost])),
        seconds: new Map(played.map(({ contestant, seconds }) => [contestant, seconds])),
      }
    }),
  )
}

/** E11: the number of runs of every world. */
export function playLives(pool: Pool, lives: number): Promise<readonly InferenceRow[]> {
  const starts = chunksOf([...Array(lives).keys()], LIVES_A_TASK)
  return Promise.all(
    WORLDS.map(async world => {
      const parts = await Promise.all(
        starts.map(part =>
          pool.run({
            kind: 'lives',
            world: world.name,
            from: part[0] ?? 0,
            until: (part[0] ?? 0) + part.length,
          }),
        ),
      )
      return rowOf(world, parts.flat())
    }),
  )
}

const chunksOf = <Item>(items: readonly Item[], size: number): readonly (readonly Item[])[] =>
  Array.from({ length: Math.ceil(items.length / size) }, (_, at) => items.slice(at * size, (at + 1) * size))
