import { DAY_MS } from '../../lib/duration.ts'

const ISO =
  /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?) ?(Z|[+-]\d{2}(?::?\d{2})?)?)?$/i

/** Up to here a number is taken for seconds (the year 5138), above for milliseconds (from 1973 on). */
const SECONDS_MAX = 100_000_000_000
const SINCE_1970 = /^\d{9,13}(?:\.\d{1,9})?$/

/**
 * Days from a moment until now, negative for the future, NaN for what is no moment. Read are ISO 8601 texts,
 * in UTC unless they say otherwise, and seconds or milliseconds since 1970, of 1973 or later.
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

/** `+02` and `+0200` are ISO 8601, but only `+02:00` is what the language reads everywhere. */
const readableZone = (zone: string): string =>
  zone.toUpperCase() === 'Z' ? 'Z' : `${zone.slice(0, 3)}:${zone.slice(3).replace(':', '') || '00'}`
