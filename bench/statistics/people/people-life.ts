import { ALPHA } from '../../../src/core/inference/alpha.ts'
import type { Comparison } from '../../../src/core/inference/lift.ts'
import { designEffect } from '../../../src/core/inference/people/design-effect.ts'
import { NO_SUMS } from '../../../src/core/inference/sums.ts'
import type { Repetition, VariantEstimate } from '../../../src/core/inference/variant-estimate.ts'
import { PERSON_BUCKETS } from '../../../src/core/measure/person-bucket.ts'
import { createRandom } from '../../../src/core/stats/draw/random.ts'
import { total } from '../../../src/lib/total.ts'
import { estimateOf } from '../estimates.ts'
import { looksAt, pooledLook } from '../looks.ts'
import type { Stretch } from '../traffic.ts'
import { crowdOf } from './crowd.ts'
import { type Expected, playDay, type Tally } from './people-day.ts'
import type { PeopleWorld } from './people-world.ts'

/** What a page said at any of its looks, one look a day: false is an interval that misses the ratio of the world. */
export interface PeopleLife {
  readonly isPooledFalse: boolean
  readonly isWordingFalse: boolean
  /** The same by intervals that take every message for a person of its own. */
  readonly isPooledFalseByMessage: boolean
  readonly isWordingFalseByMessage: boolean
  /** By variant, control first: whether the variant's own interval ever missed its mean; and by message. */
  readonly missed: readonly boolean[]
  readonly missedByMessage: readonly boolean[]
  /** At the end. */
  readonly designEffect: number
  /** The width of the interval at the end, over that by message; undefined if one has no end. */
  readonly wider: number | undefined
}

export function liveAmongPeople(world: PeopleWorld, seed: string): PeopleLife {
  const random = createRandom('people', world.name, seed)
  const next = crowdOf(world, random)
  const stretches: Stretch[] = []
  const none = () => Array.from({ length: PERSON_BUCKETS }, () => 0)
  const tally: Tally = [0, 1].map(() => ({ messages: none(), totals: none() }))
  const expected: Expected[] = []
  const arms = [0, ...world.wordings.map((_, at) => at + 1)]
  const [missed, missedByMessage] = [arms.map(() => false), arms.map(() => false)]
  const said = { pooled: false, wording: false, pooledByMessage: false, wordingByMessage: false }
  const ratio = world.wordings[0]?.ratio ?? 1
  const isPooledFalse = (effect: number) => isFalse(pooledLook(stretches, effect), ratio)
  const isAnyFalse = (effect: number) =>
    looksAt(world, stretches, { alpha: ALPHA, isFamily: true, designEffect: effect }).some(found =>
      isFalse(found, ratio),
    )
  for (let day = 0; day < world.days; day++) {
    playDay(world, day, { stretches, expected, tally, next, random })
    const effect = designEffect(tally)
    said.pooled ||= isPooledFalse(effect)
    said.pooledByMessage ||= isPooledFalse(1)
    said.wording ||= isAnyFalse(effect)
    said.wordingByMessage ||= isAnyFalse(1)
    for (const arm of arms) {
      const isMissedWith = (given: number) =>
        isMissed(
          estimateOf(stretches, arm, repetitionOf(world, arm, given, tally)),
          meanOf(stretches, expected, arm),
        )
      missed[arm] ||= isMissedWith(effect)
      missedByMessage[arm] ||= isMissedWith(1)
    }
  }
  const effect = designEffect(tally)
  const [width, byMessage] = [pooledLook(stretches, effect), pooledLook(stretches)].map(widthOf)
  return {
    ...{ isPooledFalse: said.pooled, isPooledFalseByMessage: said.pooledByMessage },
    ...{ isWordingFalse: said.wording, isWordingFalseByMessage: said.wordingByMessage },
    ...{ missed, missedByMessage },
    designEffect: effect,
    wider: width === undefined || byMessage === undefined ? undefined : width / byMessage,
  }
}

function isFalse(found: Comparison | null, ratio: number): boolean {
  const [low, high] = found?.relativeInterval ?? [-1, Number.POSITIVE_INFINITY]
  return ratio - 1 < low || ratio - 1 > high
}

function widthOf(found: Comparison | null): number | undefined {
  const [low, high] = found?.relativeInterval ?? []
  return low === undefined || high === undefined ? undefined : high - low
}

function isMissed(found: VariantEstimate | null, mean: number): boolean {
  const [low, high] = found?.interval ?? [0, 1]
  return mean < low || mean > high
}

/** As the page has it. */
function repetitionOf(world: PeopleWorld, arm: number, effect: number, tally: Tally): Repetition {
  const [control = 0, treatment = 0] = tally.map(({ messages }) => total(messages))
  const isKept = arm === 0 || world.draws === 'people and their wording'
  return { designEffect: effect, controlOdds: isKept ? undefined : control / treatment }
}

/** The mean of all messages since the variant began, if all had got it. */
function meanOf(stretches: readonly Stretch[], expected: readonly Expected[], arm: number): number {
  let [count, sum] = [0, 0]
  for (const [at, all] of expected.entries()) {
    const own = stretches[at]?.arms[arm] ?? NO_SUMS
    if (count === 0 && own.messages === 0) continue
    // Of its first stretch those count that could get it.
    const offered = count === 0 ? own.inverse : all.messages
    count += offered
    sum += offered * ((arm === 0 ? all.control : all.wording) / all.messages)
  }
  return sum / count
}
