/**
 * Paired runs: every contestant plays the same worlds, seed by seed, so that what is compared is the
 * policies and not their luck. Nothing here knows what a player or a world is.
 */

export interface Contestant<Player> {
  readonly name: string
  /** A new player for one world. @param stream names its random numbers */
  readonly start: (stream: string) => Player
}

export interface Game<Player> {
  readonly name: string
  /** Plays the world of this seed; returns the expected number of events lost against always sending the best. */
  readonly play: (seed: number, player: Player) => number
  /** Contestants that would only repeat another in this game, by name. */
  readonly without?: readonly string[]
}

/** Games that the same contestants play, and that share a table of the report. */
export interface Group<Player> {
  readonly name: string
  readonly games: readonly Game<Player>[]
  /** Everybody else. One of them is `uniform`, whose loss is the unit. */
  readonly contestants: readonly Contestant<Player>[]
  /** Ours; the first of them is the one that is judged. None where nobody is. */
  readonly own: readonly Contestant<Player>[]
  /** Where these games have worlds of their own instead of the numbered ones. */
  readonly seeds?: readonly number[]
  /** Where they take too long for all of the numbered ones. */
  readonly seedsMax?: number
  /** What else the reader should know, such as who could not take part. */
  readonly notes?: readonly string[]
}

/** What one contestant lost in one game. */
export interface Played {
  /** Seed by seed. */
  readonly lost: readonly number[]
  readonly seconds: number
}

/** A group whose kind of player is nobody's business any more. */
export interface PlayableGroup {
  readonly name: string
  /** By game, who plays it. */
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
  /** What was lost, seed by seed, by the name of the contestant. */
  readonly losses: ReadonlyMap<string, readonly number[]>
  /** How long each contestant took, by name. */
  readonly seconds: ReadonlyMap<string, number>
}

/** Worlds to choose settings on, and worlds to report on: never the same ones. */
export const TUNING_SEEDS = { first: 1, last: 40 } as const
export const REPORT_SEEDS = { first: 1001, last: 1040 } as const

export const seedsOf = (
  { first, last }: { first: number; last: number },
  atMost: number,
): readonly number[] => Array.from({ length: Math.min(atMost, last - first + 1) }, (_, at) => first + at)
