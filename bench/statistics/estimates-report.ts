import { liveEstimates } from './estimates.ts'
import { percent } from './report.ts'
import type { World } from './world.ts'

export interface EstimateRow {
  readonly world: string
  /** Shares of lives: of the variant that is missed most often; of any variant. */
  readonly missedWorst: number
  readonly missedAny: number
  readonly outside: number
  readonly halfWidth: number
  /** A worse newcomer's point above the best other's; undefined without such a newcomer. */
  readonly worseAhead: number | undefined
  readonly worseAheadCompared: number | undefined
}

export function estimatesOf(world: World, lives: number): EstimateRow {
  const played = Array.from({ length: lives }, (_, seed) => liveEstimates(world, String(seed)))
  const share = (is: (life: (typeof played)[number]) => boolean) => played.filter(is).length / lives
  const variants = world.wordings.length + 1
  const hasNewcomer = played.some(({ isWorseAhead }) => isWorseAhead !== undefined)
  return {
    world: world.name,
    missedWorst: Math.max(
      ...Array.from({ length: variants }, (_, arm) => share(({ missed }) => missed[arm] ?? false)),
    ),
    missedAny: share(({ missed }) => missed.includes(true)),
    outside: share(({ isOutside }) => isOutside),
    halfWidth: played.reduce((sum, { halfWidth }) => sum + halfWidth, 0) / lives,
    worseAhead: hasNewcomer ? share(({ isWorseAhead }) => isWorseAhead ?? false) : undefined,
    worseAheadCompared: hasNewcomer
      ? share(({ isWorseAheadCompared }) => isWorseAheadCompared ?? false)
      : undefined,
  }
}

const ESTIMATE_HEADER = [
  '| world | interval misses, worst variant | any variant | point outside its interval | half width | worse newcomer ahead | the same, `compared` |',
  '|---|---|---|---|---|---|---|',
]

export const describeEstimates = (rows: readonly EstimateRow[]): string =>
  [
    ...ESTIMATE_HEADER,
    ...rows.map(({ world, ...shares }) => {
      const { missedWorst, missedAny, outside, halfWidth, worseAhead, worseAheadCompared } = shares
      const cells = [missedWorst, missedAny, outside, halfWidth, worseAhead, worseAheadCompared]
      const texts = cells.map(share => (share === undefined ? '' : percent(share)))
      return `| ${[world, ...texts].join(' | ')} |`
    }),
  ].join('\n')
