import { hourOfWeek, nextHour, type Zone } from './zone.ts'

export interface Choice {
  /** Milliseconds since the epoch, like all times here. */
  readonly atMs: number
  readonly isExplored: boolean
}

export interface Choosing {
  readonly zone: Zone
  /** The earliest possible time. */
  readonly fromMs: number
  /** The latest possible time. */
  readonly untilMs: number
  /** A number in [0, 1) for the few people who get a random hour. */
  readonly draw: number | null
}

// Values that differ by less than rounding are equal.
const EQUAL = 1 + 1e-9

/**
 * The beginning of the best hour within a period, or the earliest possible time if its hour is the best. Of equal
 * hours, the first. With a draw, a random hour in proportion to its rate.
 * @param rates by hour of the local week
 */
export function chooseTime(rates: readonly number[], { zone, fromMs, untilMs, draw }: Choosing): Choice {
  const moments = momentsBetween(zone, fromMs, untilMs)
  const rateAt = (atMs: number) => rates[hourOfWeek(zone, atMs)] ?? 0
  if (draw !== null) return { atMs: drawn(moments, rateAt, draw), isExplored: true }
  const best = moments.reduce((best, atMs) => (rateAt(atMs) > rateAt(best) * EQUAL ? atMs : best), fromMs)
  return { atMs: best, isExplored: false }
}

/** The first possible time, and the beginning of every later local hour. */
function momentsBetween(zone: Zone, fromMs: number, untilMs: number): readonly number[] {
  const moments = [fromMs]
  for (let atMs = nextHour(zone, fromMs); atMs <= untilMs; atMs = nextHour(zone, atMs)) moments.push(atMs)
  return moments
}

function drawn(moments: readonly number[], rateAt: (atMs: number) => number, draw: number): number {
  let left = draw * moments.reduce((total, atMs) => total + rateAt(atMs), 0)
  for (const atMs of moments) {
    left -= rateAt(atMs)
    if (left < 0) return atMs
  }
  return moments.at(-1) ?? 0
}
