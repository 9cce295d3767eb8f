import { type Life, live } from './life.ts'
import type { World } from './world.ts'

export interface Row {
  readonly world: string
  readonly lives: number
  /** Shares of lives. */
  readonly wordingFalse: number
  readonly aloneFalse: number
  readonly plainFalse: number
  readonly missed: number
  readonly pooledFalse: number
  readonly bestFound: number
  /** The mean half width of an interval at the end. */
  readonly halfWidth: number
}

export function livesOf(world: World, lives: number): Row {
  const played = Array.from({ length: lives }, (_, seed) => live(world, String(seed)))
  const share = (is: (life: Life) => boolean) => played.filter(is).length / lives
  return {
    world: world.name,
    lives,
    wordingFalse: share(life => life.isWordingFalse),
    aloneFalse: share(life => life.isAloneFalse),
    plainFalse: share(life => life.isPlainFalse),
    missed: share(life => life.isMissed),
    pooledFalse: share(life => life.isPooledFalse),
    bestFound: share(life => life.isBestFound),
    halfWidth: played.reduce((sum, life) => sum + life.halfWidth, 0) / lives,
  }
}

const HEADER = [
  '| world | plain sums, any false | each alone, any false | **shown, any false** | interval misses, any | treatment, false | best one found | half width |',
  '|---|---|---|---|---|---|---|---|',
]

export const describeLives = (rows: readonly Row[]): string => [...HEADER, ...rows.map(lineOf)].join('\n')

function lineOf({
  world,
  plainFalse,
  aloneFalse,
  wordingFalse,
  missed,
  pooledFalse,
  bestFound,
  halfWidth,
}: Row) {
  const shares = [plainFalse, aloneFalse, wordingFalse, missed, pooledFalse, bestFound, halfWidth]
  return `| ${[world, ...shares.map(percent)].join(' | ')} |`
}

export const percent = (share: number): string => `${(100 * share).toFixed(1)} %`
