import { DAY_MS, HOUR_MS } from '../../lib/duration.ts'

/** Local time in a time zone. */
export interface Zone {
  /** Local time minus UTC, in milliseconds, at a time in milliseconds since the epoch. */
  offsetAt(atMs: number): number
}

export const HOURS_OF_DAY = 24
export const HOURS_OF_WEEK = 168

// 1 January 1970 was a Thursday, and weeks begin on Monday.
const EPOCH_HOUR = 72

const zones = new Map<string, Zone>()

/** @param timeZone a validated IANA name */
export function zoneOf(timeZone: string): Zone {
  const known = zones.get(timeZone)
  if (known) return known
  const zone = createZone(timeZone)
  zones.set(timeZone, zone)
  return zone
}

function createZone(timeZone: string): Zone {
  const format = new Intl.DateTimeFormat('en-US', {
    ...{ timeZone, hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric' },
    ...{ hour: 'numeric', minute: 'numeric', second: 'numeric' },
  })
  function exactly(atMs: number): number {
    const seconds = Math.floor(atMs / 1_000) * 1_000
    const parts = new Map(format.formatToParts(seconds).map(({ type, value }) => [type, Number(value)]))
    const part = (name: Intl.DateTimeFormatPartTypes) => parts.get(name) ?? 0
    const local = Date.UTC(
      ...([part('year'), part('month') - 1, part('day')] as const),
      ...([part('hour'), part('minute'), part('second')] as const),
    )
    return local - seconds
  }
  // Formatting is slow, and offsets change on two days of the year.
  const ofDay = new Map<number, number | 'changes'>()
  return {
    offsetAt(atMs) {
      const day = Math.floor(atMs / DAY_MS)
      let offset = ofDay.get(day)
      if (offset === undefined) {
        const [first, last] = [exactly(day * DAY_MS), exactly((day + 1) * DAY_MS)]
        offset = first === last ? first : 'changes'
        if (ofDay.size >= DAYS_MAX) ofDay.clear()
        ofDay.set(day, offset)
      }
      return offset === 'changes' ? exactly(atMs) : offset
    },
  }
}

const DAYS_MAX = 1_000

/** The hour of the local week, from 0 (Monday, midnight to one) to 167. */
export function hourOfWeek(zone: Zone, atMs: number): number {
  const hours = Math.floor((atMs + zone.offsetAt(atMs)) / HOUR_MS) + EPOCH_HOUR
  return ((hours % HOURS_OF_WEEK) + HOURS_OF_WEEK) % HOURS_OF_WEEK
}

/** The next time at which a local hour begins. */
export function nextHour(zone: Zone, atMs: number): number {
  const offset = zone.offsetAt(atMs)
  return (Math.floor((atMs + offset) / HOUR_MS) + 1) * HOUR_MS - offset
}
