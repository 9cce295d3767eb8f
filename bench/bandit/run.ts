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

export interface Result {
  readonly game: string
  /** What was lost, seed by seed, by the name of the contestant. */
  readonly losses: ReadonlyMap<string, readonly number[]>
  /** Processor time of each contestant, in seconds, by name. */
  readonly seconds: ReadonlyMap<string, number>
}

/** Worlds to choose settings on, and worlds to report on: never the same ones. */
export const TUNING_SEEDS = { first: 1, last: 40 } as const
export const REPORT_SEEDS = { first: 1001, last: 1040 } as const

export const seedsOf = (
  { first, last }: { first: number; last: number },
  atMost: number,
): readonly number[] => Array.from({ length: Math.min(atMost, last - first + 1) }, (_, at) => first + at)

/** Lets every contestant play every seed of a game. */
export function runPaired<Player>(
  game: Game<Player>,
  contestants: readonly Contestant<Player>[],
  seeds: readonly number[],
): Result {
  const losses = new Map<string, number[]>()
  const seconds = new Map<string, number>()
  for (const { name, start } of contestants) {
    if (game.without?.includes(name)) continue
    const startedAt = process.cpuUsage()
    losses.set(
      name,
      seeds.map(seed => game.play(seed, start(`player ${seed}`))),
    )
    seconds.set(name, process.cpuUsage(startedAt).user / 1e6)
  }
  return { game: game.name, losses, seconds }
}
