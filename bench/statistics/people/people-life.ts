import { ALPHA } from '../../../src/core/inference/alpha.ts'
import type { Comparison } from '../../../src/core/inference/lift.ts'
import { designEffect } from '../../../src/core/inference/people/design-effect.ts'
import { PERSON_BUCKETS } from '../../../src/core/measure/person-bucket.ts'
import { createRandom } from '../../../src/core/stats/draw/random.ts'
import { looksAt, pooledLook } from '../looks.ts'
import type { Stretch } from '../traffic.ts'
import { crowdOf } from './crowd.ts'
import { playDay, type Tally } from './people-day.ts'
import type { PeopleWorld } from './people-world.ts'

/** What a page said at any of its looks, one look a day: false is an interval that misses the ratio of the world. */
export interface PeopleLife {
  readonly isPooledFalse: boolean
  readonly isWordingFalse: boolean
  /** The same by intervals that take every message for a person of its own. */
  readonly isPooledFalseByMessage: boolean
  readonly isWordingFalseByMessage: boolean
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
  const said = { pooled: false, wording: false, pooledByMessage: false, wordingByMessage: false }
  const ratio = world.wordings[0]?.ratio ?? 1
  const isPooledFalse = (effect: number) => isFalse(pooledLook(stretches, effect), ratio)
  const isAnyFalse = (effect: number) =>
    looksAt(world, stretches, { alpha: ALPHA, isFamily: true, designEffect: effect }).some(found =>
      isFalse(found, ratio),
    )
  for (let day = 0; day < world.days; day++) {
    playDay(world, day, { stretches, tally, next, random })
    const effect = designEffect(tally)
    said.pooled ||= isPooledFalse(effect)
    said.pooledByMessage ||= isPooledFalse(1)
    said.wording ||= isAnyFalse(effect)
    said.wordingByMessage ||= isAnyFalse(1)
  }
  const effect = designEffect(tally)
  const [width, byMessage] = [pooledLook(stretches, effect), pooledLook(stretches)].map(widthOf)
  return {
    ...{ isPooledFalse: said.pooled, isPooledFalseByMessage: said.pooledByMessage },
    ...{ isWordingFalse: said.wording, isWordingFalseByMessage: said.wordingByMessage },
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
