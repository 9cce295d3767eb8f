import { type ArmSums, addSums, evenSums, NO_SUMS } from '../../../src/core/inference/sums.ts'
import { PERSON_BUCKETS } from '../../../src/core/measure/person-bucket.ts'
import type { Random } from '../../../src/core/stats/draw/random.ts'
import { type Stretch, sharesOf, totalsOf } from '../traffic.ts'
import type { Person } from './crowd.ts'
import type { PeopleWorld } from './people-world.ts'

/** Messages and successes by bucket of people: of control, and of treatment. */
export type Tally = readonly { readonly messages: number[]; readonly totals: number[] }[]

const STRETCHES = 4

/** The sums over all messages of a stretch of what each would have brought on average. */
export interface Expected {
  messages: number
  control: number
  wording: number
}

interface Playing {
  readonly stretches: Stretch[]
  /** By stretch. */
  readonly expected: Expected[]
  readonly tally: Tally
  readonly next: () => Person
  readonly random: Random
}

/** Adds four stretches of messages. */
export function playDay(world: PeopleWorld, day: number, playing: Playing): void {
  const { stretches, random } = playing
  const sums = totalsOf(world, stretches)
  const share = world.shareOn(day)
  const isHere = (at: number, latest: number) => (world.wordings[at]?.joins ?? 0) <= latest
  // In the second stretch of the day, the newcomers begin.
  const before = sharesOf(world, sums, at => isHere(at, Math.max(0, day - 1)), random)
  const after = sharesOf(world, sums, at => isHere(at, day), random)
  const each = Math.round(world.messagesPerDay / STRETCHES)
  for (let at = 0; at < STRETCHES; at++) {
    playing.expected.push({ messages: 0, control: 0, wording: 0 })
    const parts = at === 1 ? [before, after] : [at === 0 ? before : after]
    const played = parts.map(shares => play(world, day, shares, { ...playing, count: each / parts.length }))
    stretches.push({
      share,
      arms: played.reduce((sum, part) => sum.map((arm, k) => addSums(arm, part[k] ?? NO_SUMS))),
    })
  }
}

interface Arm {
  readonly propensity: number
  sent: number
  won: number
}

function play(
  world: PeopleWorld,
  day: number,
  shares: readonly number[],
  { count, ...playing }: Playing & { readonly count: number },
): readonly ArmSums[] {
  const share = world.shareOn(day)
  const arms = [share, ...shares.map(own => (1 - share) * own)].map(
    (propensity): Arm => ({ propensity, sent: 0, won: 0 }),
  )
  for (let message = 0; message < count; message++) send(world, day, shares, arms, playing)
  return arms.map(({ propensity, sent, won }) =>
    propensity > 0 ? evenSums(propensity, sent, won, won) : NO_SUMS,
  )
}

function send(
  world: PeopleWorld,
  day: number,
  shares: readonly number[],
  arms: readonly Arm[],
  { tally, next, random, expected }: Omit<Playing, 'stretches'>,
): void {
  const person = next()
  const isEach = world.draws === 'messages'
  const isControl = (isEach ? random() : person.split) < world.shareOn(day)
  const wording = placeOf(shares, world.draws === 'people and their wording' ? person.choice : random())
  const chanceAt = (ratio: number) => Math.min(1, person.rate * world.levelOn(day) * ratio)
  const ratio = world.wordings[wording]?.ratio ?? 1
  const outcome = random() < chanceAt(isControl ? 1 : ratio) ? 1 : 0
  const here = expected.at(-1)
  if (here !== undefined) {
    here.messages += 1
    here.control += chanceAt(1)
    here.wording += chanceAt(ratio)
  }
  const arm = arms[isControl ? 0 : 1 + wording]
  const group = tally[isControl ? 0 : 1]
  if (arm === undefined || group === undefined) return
  arm.sent += 1
  arm.won += outcome
  const bucket = isEach ? Math.floor(PERSON_BUCKETS * random()) : person.bucket
  group.messages[bucket] = (group.messages[bucket] ?? 0) + 1
  group.totals[bucket] = (group.totals[bucket] ?? 0) + outcome
}

/** The wording at a place in [0, 1) of the shares. */
function placeOf(shares: readonly number[], unit: number): number {
  let left = unit
  const found = shares.findIndex(share => {
    left -= share
    return left < 0
  })
  return found >= 0 ? found : shares.findLastIndex(share => share > 0)
}
