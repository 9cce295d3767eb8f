import { MINUTE_MS } from '../../lib/duration.ts'

// Any earlier or later moment is a mistake. The range also tells seconds, milliseconds, microseconds and nanoseconds
// apart, and every store can hold it.
const EARLIEST_MS = Date.UTC(2000)
const LATEST_MS = Date.UTC(2100)

/** The parts of a written time. Months count from 1. */
export interface WrittenTime {
  readonly year: number
  readonly month: number
  readonly day: number
  readonly hour?: number
  readonly minute?: number
  readonly second?: number
  /** The digits after the decimal sign of the second. */
  readonly fraction?: string
}

/** A moment in milliseconds since 1970, or null if it is not within the years 2000 to 2099. */
export const momentWithin = (ms: number): Date | null =>
  ms >= EARLIEST_MS && ms < LATEST_MS ? new Date(Math.round(ms)) : null

/**
 * The moment of a written time, or null if the calendar has no such day, such as 30 February, or the clock no such
 * time.
 * @param offsetMinutes what the zone is ahead of UTC, in minutes
 */
export function momentOf(written: WrittenTime, offsetMinutes: number): Date | null {
  const ms = utcOf(written)
  return ms === null ? null : momentWithin(ms - offsetMinutes * MINUTE_MS)
}

/** The moment of a written time in a zone of the IANA database; null if there is none, or the zone is unknown. */
export function momentInZone(written: WrittenTime, zone: string): Date | null {
  const local = utcOf(written)
  const format = local === null ? undefined : formatOf(zone)
  if (local === null || format === undefined) return null
  // The offset at the moment itself may be another one than at the first guess, around a change of the clocks.
  const guess = local - offsetAt(format, local)
  return momentWithin(local - offsetAt(format, guess))
}

function utcOf(written: WrittenTime): number | null {
  const { year, month, day, hour = 0, minute = 0, second = 0, fraction = '' } = written
  const midnight = new Date(Date.UTC(year, month - 1, day))
  if (midnight.getUTCMonth() !== month - 1 || midnight.getUTCDate() !== day) return null
  // ISO 8601 writes midnight at the end of a day as 24:00:00. A leap second is the 60th.
  const isEndOfDay = hour === 24 && minute === 0 && second === 0
  if ((hour > 23 && !isEndOfDay) || minute > 59 || second > 60) return null
  const ms = Math.floor(Number(`0.${fraction || 0}`) * 1000)
  return midnight.getTime() + (hour * 60 + minute) * MINUTE_MS + second * 1000 + ms
}

const formats = new Map<string, Intl.DateTimeFormat>()
// Senders write few zones. The limit keeps made-up ones from filling the memory.
const FORMATS_MAX = 500

function formatOf(zone: string): Intl.DateTimeFormat | undefined {
  const known = formats.get(zone)
  if (known !== undefined || formats.size >= FORMATS_MAX) return known
  try {
    const format = new Intl.DateTimeFormat('en', { timeZone: zone, timeZoneName: 'longOffset' })
    formats.set(zone, format)
    return format
  } catch {
    return undefined
  }
}

/** What the zone is ahead of UTC at a moment, in milliseconds. */
function offsetAt(format: Intl.DateTimeFormat, ms: number): number {
  const name = format.formatToParts(ms).find(({ type }) => type === 'timeZoneName')?.value ?? ''
  const [, sign = '+', hours = 0, minutes = 0] = /([+-])(\d\d):?(\d\d)?/.exec(name) ?? []
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * MINUTE_MS
}
