import { total } from '../../lib/total.ts'
import { HOURS_OF_DAY, HOURS_OF_WEEK } from './zone.ts'

/** The counts by hour of the local week: 168 numbers each. */
export interface Seen {
  /** Messages by the hour of sending. */
  readonly sends: readonly number[]
  /** Messages by the hour of the first click by a person, or otherwise of the first open. */
  readonly responses: readonly number[]
}

/** The weight of the parent's profile, in responses that the parent expects. */
export interface Strength {
  /** For the general level: how often a person responds. */
  readonly level: number
  /** For the profile over the day, the same on all days. */
  readonly day: number
  /** For the deviation of one day of the week. */
  readonly week: number
}

/** Without data every hour is equally good. */
export const FLAT: readonly number[] = Array.from({ length: HOURS_OF_WEEK }, () => 1)

// The decrease of the response probability after sending, and the constant part, because many people open late.
const FADING_HOURS = 6
const LASTING_SHARE = 0.3
const FADING_MAX = 48

// The weights of the neighbouring hours: a bell curve with a standard deviation of one hour.
const NEIGHBOURS = [1, 2].map(away => ({ away, weight: Math.exp((-away * away) / 2) }))

// Level and profile depend on each other, so they are computed in turn.
const ROUNDS = 4

/**
 * The rate of responses in each hour, per message that is fresh in it. It is a gamma-Poisson estimate that starts
 * from a parent's rate and moves away from it with more evidence. docs/send-time.md has the formula, its sources and
 * a worked example.
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
 * The number of messages that could get a response in each hour, weighted by freshness. Responses are compared with
 * it, so that an hour without sends does not look bad.
 */
export function exposure({ sends, responses }: Seen): readonly number[] {
  // If nobody reported the sending, the hours are unknown.
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

/** Observed over expected, with the same weight added to both. */
const ratios = (strength: number, seen: readonly number[], expected: readonly number[]): readonly number[] =>
  seen.map((count, hour) => (strength + count) / (strength + (expected[hour] ?? 0)))

/** The hours around each hour of the day, over all days. */
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
