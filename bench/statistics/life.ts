import { ALPHA } from '../../src/core/inference/alpha.ts'
import type { Comparison } from '../../src/core/inference/lift.ts'
import { type ArmSums, addSums, evenSums, NO_SUMS } from '../../src/core/inference/sums.ts'
import { drawBinomial } from '../../src/core/stats/draw/draw-binomial.ts'
import { createRandom, type Random } from '../../src/core/stats/draw/random.ts'
import { looksAt, plainLooks, pooledLook } from './looks.ts'
import { type Stretch, sharesOf, totalsOf } from './traffic.ts'
import type { World } from './world.ts'

/** What a page said at any of its looks, one look a day. */
export interface Life {
  /** Any claim about a wording that is false, by the intervals of the family. */
  readonly isWordingFalse: boolean
  /** The same by intervals that ignore how many wordings there are. */
  readonly isAloneFalse: boolean
  /** The same by plain sums of a wording and of control over all time. */
  readonly isPlainFalse: boolean
  /** Any interval of a wording that missed its true ratio. */
  readonly isMissed: boolean
  /** Any claim about treatment as a whole although no wording differs. */
  readonly isPooledFalse: boolean
  /** Whether the best of the wordings was found at the end. */
  readonly isBestFound: boolean
  /** Half of the interval at the end, on the scale of the ratio; the mean over wordings with an interval. */
  readonly halfWidth: number
}

const STRETCHES = 4

/** Plays a world under Thompson sampling with weights of the day. */
export function live(world: World, seed: string): Life {
  const random = createRandom('statistics', world.name, seed)
  const stretches: Stretch[] = []
  const said = { wording: false, alone: false, plain: false, missed: false, pooled: false }
  const isNull = world.wordings.every(({ ratio }) => ratio === 1)
  let last: readonly (Comparison | null)[] = []
  for (let day = 0; day < world.days; day++) {
    playDay(world, day, stretches, random)
    const known = knownOn(world, day, stretches)
    last = looksAt(world, known, { alpha: ALPHA, isFamily: true })
    said.wording ||= last.some((found, at) => isFalse(found, ratioOf(world, at)))
    said.missed ||= last.some((found, at) => isOutside(found, ratioOf(world, at)))
    const alone = looksAt(world, known, { alpha: ALPHA, isFamily: false })
    said.alone ||= alone.some((found, at) => isFalse(found, ratioOf(world, at)))
    const plain = plainLooks(world, known)
    said.plain ||= plain.some((found, at) => isFalse(found, ratioOf(world, at)))
    said.pooled ||= isNull && (pooledLook(known)?.direction ?? 'open') !== 'open'
  }
  const best = world.wordings.reduce((top, { ratio }, at) => (ratio > ratioOf(world, top) ? at : top), 0)
  const widths = last.flatMap(found => (found?.relativeInterval ? [widthOf(found.relativeInterval)] : []))
  return {
    isWordingFalse: said.wording,
    isAloneFalse: said.alone,
    isPlainFalse: said.plain,
    isMissed: said.missed,
    isPooledFalse: said.pooled,
    isBestFound: last[best]?.direction === 'higher',
    halfWidth: widths.reduce((sum, width) => sum + width, 0) / Math.max(1, widths.length),
  }
}

/** The stretches whose outcomes are known at the end of a day. */
export const knownOn = ({ windowDays = 0 }: World, day: number, stretches: readonly Stretch[]) =>
  stretches.slice(0, Math.max(0, STRETCHES * (day + 1 - windowDays)))

export const ratioOf = ({ wordings }: World, at: number): number => wordings[at]?.ratio ?? 1
const widthOf = ([low, high]: readonly [number, number]): number => (high - low) / 2

function isFalse(found: Comparison | null, ratio: number): boolean {
  if (found?.direction === 'higher') return ratio <= 1
  return found?.direction === 'lower' && ratio >= 1
}

function isOutside(found: Comparison | null, ratio: number): boolean {
  const [low, high] = found?.relativeInterval ?? [-1, Number.POSITIVE_INFINITY]
  return ratio - 1 < low || ratio - 1 > high
}

export function playDay(world: World, day: number, stretches: Stretch[], random: Random): void {
  const sums = totalsOf(world, knownOn(world, day - 1, stretches))
  const share = world.shareOn(day)
  const joinsOf = (at: number) => world.wordings[at]?.joins ?? 0
  // Those of day 0 are there from the first message on.
  const before = sharesOf(world, sums, at => joinsOf(at) < Math.max(1, day), random)
  const after = sharesOf(world, sums, at => joinsOf(at) <= day, random)
  const each = Math.round(world.messagesPerDay / STRETCHES)
  for (let at = 0; at < STRETCHES; at++) {
    // In the second stretch of the day, the newcomers begin.
    const parts = at === 1 ? ([before, after] as const) : [at === 0 ? before : after]
    const arms = parts
      .map(shares =>
        play(world, day, [share, ...shares.map(own => (1 - share) * own)], each / parts.length, random),
      )
      .reduce((sum, part) => sum.map((arm, index) => addSums(arm, part[index] ?? NO_SUMS)))
    stretches.push({ arms, share })
  }
}

function play(
  world: World,
  day: number,
  shares: readonly number[],
  messages: number,
  random: Random,
): ArmSums[] {
  let left = Math.round(messages)
  let room = 1
  return shares.map((share, at) => {
    const sent = share === 0 ? 0 : drawBinomial(left, Math.min(1, share / room), random)
    left -= sent
    room -= share
    const rate = world.control * world.levelOn(day) * (at === 0 ? 1 : ratioOf(world, at - 1))
    const successes = drawBinomial(sent, rate, random)
    return share === 0 ? NO_SUMS : evenSums(share, sent, successes, successes)
  })
}
