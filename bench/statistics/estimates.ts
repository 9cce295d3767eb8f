import { isCovered } from '../../src/core/inference/stratified/strata.ts'
import { NO_SUMS } from '../../src/core/inference/sums.ts'
import {
  type Bucket,
  estimateVariant,
  type Repetition,
  type VariantEstimate,
} from '../../src/core/inference/variant-estimate.ts'
import { createRandom } from '../../src/core/stats/draw/random.ts'
import { knownOn, playDay, ratioOf } from './life.ts'
import type { Stretch } from './traffic.ts'
import type { World } from './world.ts'

/** What the estimates of all variants, control included, said at any look, one look a day. */
export interface EstimateLife {
  /** By variant, control first: whether its interval ever missed the mean rate of all messages since it began. */
  readonly missed: readonly boolean[]
  /** Whether any point was ever outside its own interval. */
  readonly isOutside: boolean
  /** Half an interval at the end, over the estimate; the mean over variants. */
  readonly halfWidth: number
  /** Whether a worse newcomer's estimate is above that of the best other wording at the end. Undefined without one. */
  readonly isWorseAhead: boolean | undefined
  /** The same over the time of both, as `compared` shows it. */
  readonly isWorseAheadCompared: boolean | undefined
}

export function liveEstimates(world: World, seed: string): EstimateLife {
  const random = createRandom('statistics', world.name, seed)
  const stretches: Stretch[] = []
  const arms = [0, ...world.wordings.map((_, at) => at + 1)]
  const missed = arms.map(() => false)
  let isOutside = false
  let last: readonly (VariantEstimate | null)[] = []
  for (let day = 0; day < world.days; day++) {
    playDay(world, day, stretches, random)
    const known = knownOn(world, day, stretches)
    last = arms.map(arm => estimateOf(known, arm))
    for (const [arm, found] of last.entries()) {
      if (found?.interval == null) continue
      const [low, high] = found.interval
      const truth = truthOf(world, known, arm)
      if (truth < low || truth > high) missed[arm] = true
      isOutside ||= found.estimate < low || found.estimate > high
    }
  }
  const newest = newcomerOf(world)
  const began =
    newest === undefined ? 0 : stretches.findIndex(({ arms: all }) => (all[newest]?.messages ?? 0) > 0)
  const together = arms.map(arm => estimateOf(stretches.slice(began + 1), arm))
  return {
    ...{ missed, isOutside, halfWidth: widthOf(last) },
    isWorseAhead: newest === undefined ? undefined : isAhead(last, newest),
    isWorseAheadCompared: newest === undefined ? undefined : isAhead(together, newest),
  }
}

/** The wording that joins last, if it is worse than another. */
function newcomerOf({ wordings }: World): number | undefined {
  const last = Math.max(...wordings.map(({ joins }) => joins))
  const at = wordings.findIndex(({ joins }) => joins === last)
  const isWorse = wordings.some(({ ratio }) => ratio > (wordings[at]?.ratio ?? 1))
  return last > 0 && isWorse ? at + 1 : undefined
}

function isAhead(found: readonly (VariantEstimate | null)[], newest: number): boolean {
  const others = found.map((each, arm) => (arm === 0 || arm === newest ? 0 : (each?.estimate ?? 0)))
  return (found[newest]?.estimate ?? 0) > Math.max(...others)
}

function widthOf(found: readonly (VariantEstimate | null)[]): number {
  const widths = found.flatMap(each =>
    each?.interval && each.estimate > 0 ? [(each.interval[1] - each.interval[0]) / 2 / each.estimate] : [],
  )
  return widths.reduce((sum, width) => sum + width, 0) / Math.max(1, widths.length)
}

const messagesOf = ({ arms }: Stretch): number => arms.reduce((sum, { messages }) => sum + messages, 0)

/** From such stretches as `bucketsOf` of the results makes them. */
export function estimateOf(
  stretches: readonly Stretch[],
  arm: number,
  repetition?: Repetition,
): VariantEstimate | null {
  let share = 0
  const buckets = stretches.flatMap((stretch): readonly Bucket[] => {
    const sums = stretch.arms[arm] ?? NO_SUMS
    const messages = messagesOf(stretch)
    const isWhole = isCovered(sums, share, { messages })
    share = sums.messages / messages
    return isWhole || sums.messages > 0 ? [{ sums, offered: isWhole ? messages : undefined }] : []
  })
  return estimateVariant(buckets, { kind: 'rate', ...(repetition && { repetition }) })
}

/** The mean rate of all messages since it began. Of its first stretch those count that could get it. */
function truthOf(world: World, stretches: readonly Stretch[], arm: number): number {
  let [count, sum] = [0, 0]
  for (const [at, stretch] of stretches.entries()) {
    const own = stretch.arms[arm] ?? NO_SUMS
    if (count === 0 && own.messages === 0) continue
    const offered = count === 0 ? own.inverse : messagesOf(stretch)
    const level = world.levelOn(Math.floor(at / 4))
    count += offered
    sum += offered * world.control * level * (arm === 0 ? 1 : ratioOf(world, arm - 1))
  }
  return sum / count
}
