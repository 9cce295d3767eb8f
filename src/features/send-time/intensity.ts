import { total } from '../../lib/total.ts'
import { HOURS_OF_DAY, HOURS_OF_WEEK } from './zone.ts'

/** What was seen, by hour of the local week: 168 numbers each. */
export interface Seen {
  /** Messages by the hour they were sent in. */
  readonly sends: readonly number[]
  /** Messages by the hour in which a person first clicked, or else opened. */
  readonly responses: readonly number[]
}

/** How much evidence it takes to leave the parent's profile, in responses that the parent expects. */
export interface Strength {
  /** Of the general level: how readily somebody responds at all. */
  readonly level: number
  /** Of the profile over the day, the same on all days. */
  readonly day: number
  /** Of what is particular to one day of the week. */
  readonly week: number
}

/** Nothing is known: every hour is as good as any other. */
export const FLAT: readonly number[] = Array.from({ length: HOURS_OF_WEEK }, () => 1)

// How the chance of a response fades after sending, and the part that it never loses: many open late.
const FADING_HOURS = 6
const LASTING_SHARE = 0.3
const FADING_MAX = 48

// The hours around one hour count less: a bell with a standard deviation of one hour.
const NEIGHBOURS = [1, 2].map(away => ({ away, weight: Math.exp((-away * away) / 2) }))

// Level and profile explain each other, so they are worked out in turns.
const ROUNDS = 4

/**
 * The rate of responses in each hour, per message that is fresh in it: a gamma-Poisson estimate that
 * starts from a parent's and leaves it as far as the evidence goes. The formula, its sources and a worked
 * example are in docs/send-time.md.
 * @param prior the parent's rates
 */
export function adjust(prior: readonly number[], seen: Seen, strength: Strength): readonly number[] {
  const exposed = product(prior, exposure(seen))
  const responses = total(seen.responses)
  const ofDay = overDay(seen.responses)
  let level = 1
  let shape = FLAT
  for (let round = 0; round < ROUNDS; round++) {
    level = (strength.level + responses) / (strength.level + total(product(exposed, shape)))
    const expected = exposed.map(each => each * level)
    const day = ratios(strength.day, ofDay, overDay(expected))
    const week = ratios(strength.week, seen.responses, product(expected, day))
    shape = product(day, week)
  }
  return product(prior, shape).map(each => each * level)
}

/**
 * How many messages were there to be responded to in each hour, each as fresh as it was: what an hour's
 * responses are held against, so that one in which nothing was sent is not taken for a bad one.
 */
export function exposure({ sends, responses }: Seen): readonly number[] {
  // Where nobody reported the sending, nothing is known about it.
  const unknown = Math.max(0, total(responses) - total(sends))
  const exposed = sends.map(() => (total(sends) * LASTING_SHARE + unknown) / HOURS_OF_WEEK)
  sends.forEach((count, hour) => {
    if (count === 0) return
    FRESHNESS.forEach((weight, age) => {
      const at = (hour + age) % HOURS_OF_WEEK
      exposed[at] = (exposed[at] ?? 0) + count * (1 - LASTING_SHARE) * weight
    })
  })
  return exposed
}

const fading = Array.from({ length: FADING_MAX }, (_, age) => Math.exp(-age / FADING_HOURS))
const FRESHNESS = fading.map(each => each / total(fading))

/** Seen over expected, each with the same number of good and bad surprises beforehand. */
const ratios = (strength: number, seen: readonly number[], expected: readonly number[]): readonly number[] =>
  seen.map((count, hour) => (strength + count) / (strength + (expected[hour] ?? 0)))

/** The hours around each hour of the day, on all days together. */
function overDay(values: readonly number[]): readonly number[] {
  const days = Array.from({ length: HOURS_OF_DAY }, () => 0)
  values.forEach((value, hour) => {
    days[hour % HOURS_OF_DAY] = (days[hour % HOURS_OF_DAY] ?? 0) + value
  })
  const smooth = around(days)
  return values.map((_, hour) => smooth[hour % HOURS_OF_DAY] ?? 0)
}

/** Each hour with its neighbours, in a circle. */
function around(values: readonly number[]): readonly number[] {
  const { length } = values
  return values.map((value, hour) => {
    let total = value
    for (const { away, weight } of NEIGHBOURS)
      total +=
        weight * ((values[(hour + away) % length] ?? 0) + (values[(hour - away + length) % length] ?? 0))
    return total
  })
}

const product = (left: readonly number[], right: readonly number[]): readonly number[] =>
  left.map((value, at) => value * (right[at] ?? 0))
