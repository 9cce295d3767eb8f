import { PERSON_BUCKETS } from '../../../src/core/measure/person-bucket.ts'
import type { Random } from '../../../src/core/stats/draw/random.ts'
import type { PeopleWorld } from './people-world.ts'

export interface Person {
  readonly rate: number
  /** In [0, 1): control below its share. */
  readonly split: number
  /** In [0, 1): the place in the table of wordings. */
  readonly choice: number
  readonly bucket: number
}

/** A function that gives the person of the next message. */
export function crowdOf(world: PeopleWorld, random: Random): () => Person {
  const born = (): Person => ({
    ...{ rate: world.rateOf(random), split: random(), choice: random() },
    bucket: Math.floor(PERSON_BUCKETS * random()),
  })
  if (world.each === 1) return born
  const people = Array.from({ length: Math.round((world.messagesPerDay * world.days) / world.each) }, born)
  // The weight of each person and of all before.
  const reach: number[] = []
  for (const _ of people) reach.push((reach.at(-1) ?? 0) + (world.isUneven ? unevenWeight(random) : 1))
  return () => {
    const target = random() * (reach.at(-1) ?? 0)
    let [low, high] = [0, people.length - 1]
    while (low < high) {
      const middle = (low + high) >> 1
      if ((reach[middle] ?? 0) < target) low = middle + 1
      else high = middle
    }
    return people[low] ?? born()
  }
}

/** Log-normal: one person in ten gets half of all messages. */
const unevenWeight = (random: Random): number =>
  Math.exp(1.2 * Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random()))
