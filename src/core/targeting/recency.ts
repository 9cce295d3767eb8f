import { DAY_MS } from '../../lib/duration.ts'

const ISO =
  /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?) ?(Z|[+-]\d{2}(?::?\d{2})?)?)?$/i

/** Smaller numbers are seconds (up to the year 5138), larger ones milliseconds (from 1973 on). */
const SECONDS_MAX = 100_000_000_000
const SINCE_1970 = /^\d{9,13}(?:\.\d{1,9})?$/

/**
 * Days from a moment until now: negative for the future, NaN for text that is no moment. Accepts ISO 8601 text, in UTC
 * unless it has an offset, and seconds or milliseconds since 1970 for moments from 1973 on.
 */
export function daysSince(text: string, now: Date): number {
  return (now.getTime() - timeOf(text)) / DAY_MS
}

function timeOf(text: string): number {
  if (SINCE_1970.test(text)) {
    const amount = Number(text)
    return amount < SECONDS_MAX ? amount * 1000 : amount
  }
  const [, date, time = '00:00', zone = 'Z'] = ISO.exec(text) ?? []
  return date === undefined ? Number.NaN : Date.parse(`${date}T${time}${readableZone(zone)}`)
}

/** `+02` and `+0200` are valid ISO 8601, but JavaScript reliably reads only `+02:00`. */
const readableZone = (zone: string): string =>
  zone.toUpperCase() === 'Z' ? 'Z' : `${zone.slice(0, 3)}:${zone.slice(3).replace(':', '') || '00'}`
