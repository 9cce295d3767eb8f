/**
 * Paired runs: every policy runs in the same worlds, seed by seed, so the comparison is between policies and not
 * between their luck. This file knows nothing about policies or worlds.
 */

export interface Contestant<Player> {
  readonly name: string
  /** A new policy for one world. @param stream names its random numbers */
  readonly start: (stream: string) => Player
}

export interface Game<Player> {
  readonly name: string
  /**
   * Runs the world of this seed, and returns the expected number of events lost against always sending the best
   * variant.
   */
  readonly play: (seed: number, player: Player) => number
  /** Policies that would only repeat another in this game, by name. */
  readonly without?: readonly string[]
}

/** Games with the same policies and a common table in the report. */
export interface Group<Player> {
  readonly name: string
  readonly games: readonly Game<Player>[]
  /** The other policies. One of them is `uniform`, whose loss is the unit. */
  readonly contestants: readonly Contestant<Player>[]
  /** Ours. The bars use the first of them. Empty if there are none. */
  readonly own: readonly Contestant<Player>[]
  /** Set if these games use their own worlds instead of the numbered ones. */
  readonly seeds?: readonly number[]
  /** Set if the games take too long for all of the numbered worlds. */
  readonly seedsMax?: number
  /** Other information for the reader, such as missing policies. */
  readonly notes?: readonly string[]
}

/** The loss of one policy in one game. */
export interface Played {
  /** Seed by seed. */
  readonly lost: readonly number[]
  readonly seconds: number
}

/** A group without its type of policy. */
export interface PlayableGroup {
  readonly name: string
  /** By game, its policies. */
  readonly players: ReadonlyMap<string, readonly string[]>
  readonly judged: string
  readonly seeds: readonly number[] | undefined
  readonly seedsMax: number
  readonly notes: readonly string[]
  play(game: string, contestant: string, seeds: readonly number[]): Played
}

export function playable<Player>(group: Group<Player>): PlayableGroup {
  const { name, games, contestants, own, seeds, seedsMax = Number.POSITIVE_INFINITY, notes = [] } = group
  const everybody = [...contestants, ...own]
  return {
    name,
    players: new Map(
      games.map(game => [
        game.name,
        everybody.map(({ name }) => name).filter(name => !game.without?.includes(name)),
      ]),
    ),
    judged: own[0]?.name ?? '',
    seeds,
    seedsMax,
    notes,
    play(gameName, contestantName, seeds) {
      const game = games.find(({ name }) => name === gameName)
      const contestant = everybody.find(({ name }) => name === contestantName)
      if (!game || !contestant) throw new Error(`nobody called ${contestantName} plays ${gameName}`)
      const startedAt = performance.now()
      const lost = seeds.map(seed => game.play(seed, contestant.start(`player ${seed}`)))
      return { lost, seconds: (performance.now() - startedAt) / 1000 }
    },
  }
}

/** One column of the report. */
export interface Result {
  readonly game: string
  /** The loss seed by seed, by the name of the policy. */
  readonly losses: ReadonlyMap<string, readonly number[]>
  /** The duration of each policy, by name. */
  readonly seconds: ReadonlyMap<string, number>
}

/** Worlds for choosing settings and worlds for reporting. They never overlap. */
export const TUNING_SEEDS = { first: 1, last: 40 } as const
export const REPORT_SEEDS = { first: 1001, last: 1040 } as const

export const seedsOf = (
  { first, last }: { first: number; last: number },
  atMost: number,
): readonly number[] => Array.from({ length: Math.min(atMost, last - first + 1) }, (_, at) => first + at)
