import { DAY_MS, SECOND_MS } from '../../../lib/duration.ts'
import { Float } from './float.ts'
import { Moment } from './moment.ts'
import { readZone, UTC, type Zone, zoneNamed } from './zones.ts'

/** Longer texts are no dates. */
const LENGTH_MAX = 100

const CLOCK = /(?:^|[\sT,])(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s*(am|pm|[ap]\.m\.)?/i
const BARE_HOUR = /(?:^|\s)(\d{1,2})\s*(am|pm|[ap]\.m\.)(?=$|[\s,])/i
const NAME_IN_BRACKETS = /\s*\[([\w/+-]+)\]$/
/** JavaScript writes the name of the zone behind its offset. */
const COMMENT = /\s*\([^()]*\)$/
const ZONED = /^(.*?(?:\d|[ap]m|\s))\s*(?:(?:GMT|UTC)(?=[+-]))?([+-]\d{2}(?::?\d{2})?|[A-Z]{1,5})$/i
const BASIC = /^(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})?(Z|[+-]\d{2}:?\d{2})?$/i
const YEAR_FIRST = /(?:^|\s)(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?=$|[\sT,])/
const DAY_FIRST = /(?:^|\s)(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})(?=$|[\sT,])/
const MONTH_NAME = /(?:^|[^A-Za-z])(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*/i
const MONTHS = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ')

/**
 * The moment in a value: seconds since 1970, or a text as Ruby reads it. A text keeps the zone that it is written in;
 * without one it is UTC. Days before months where both are numbers, except after the year. Undefined if it is no moment.
 * @param now in milliseconds, for the text `now`, and for dates without a year
 */
export function readMoment(value: unknown, now: () => number): Moment | undefined {
  if (value instanceof Moment) return value
  if (typeof value === 'number' || value instanceof Float) return momentAt(Number(value) * SECOND_MS, UTC)
  if (typeof value !== 'string' || value.length > LENGTH_MAX) return undefined
  const text = value.trim()
  if (/^(?:now|today)$/i.test(text)) return new Moment(now(), UTC)
  if (/^\d+$/.test(text)) return momentAt(Number(text) * SECOND_MS, UTC)
  const basic = BASIC.exec(text)
  if (basic) {
    const [, year, month, day, hour, minute, second = '0', zone = 'Z'] = basic
    return compose([year, month, day].map(Number), [hour, minute, second, 0].map(Number), readZone(zone))
  }
  return readWritten(text, now)
}

function readWritten(text: string, now: () => number): Moment | undefined {
  const [zone, rest] = splitZone(text)
  const clock = readClock(rest)
  const date = readDate(rest, now) ?? (clock === undefined ? undefined : dayOf(now()))
  return date && zone && compose(date, clock ?? [0, 0, 0, 0], zone)
}

/** The zone at the end of a text, and the text before it. */
function splitZone(text: string): readonly [Zone | undefined, string] {
  const [bracketed = '', name] = NAME_IN_BRACKETS.exec(text) ?? []
  const bare = text.slice(0, text.length - bracketed.length).replace(COMMENT, '')
  const [, before = '', mark = ''] = ZONED.exec(bare) ?? []
  // What follows a date without a time is a day.
  const zone = /^[a-z]/i.test(mark) || before.includes(':') ? readZone(mark) : undefined
  return [name === undefined ? (zone ?? UTC) : safeZone(name, zone), zone === undefined ? bare : before]
}

function safeZone(name: string, fallback: Zone | undefined): Zone | undefined {
  try {
    return zoneNamed(name)
  } catch {
    return fallback
  }
}

function readClock(text: string): readonly number[] | undefined {
  const [, hour, minute, second = '0', fraction = '0', half] = CLOCK.exec(text) ?? []
  if (hour === undefined) {
    const [, alone, when] = BARE_HOUR.exec(text) ?? []
    return alone === undefined || when === undefined ? undefined : [inHalf(Number(alone), when), 0, 0, 0]
  }
  const ms = Math.floor(Number(`0.${fraction}`) * SECOND_MS)
  return [inHalf(Number(hour), half), Number(minute), Number(second), ms]
}

/** The hour of the day. */
const inHalf = (hour: number, half: string | undefined): number =>
  half === undefined ? hour : (hour % 12) + (/^p/i.test(half) ? 12 : 0)

function readDate(text: string, now: () => number): readonly number[] | undefined {
  const yearFirst = YEAR_FIRST.exec(text)
  if (yearFirst) return yearFirst.slice(1).map(Number)
  const dayFirst = DAY_FIRST.exec(text)
  if (dayFirst) return dayFirst.slice(1).map(Number).reverse()
  const month = MONTHS.indexOf(MONTH_NAME.exec(text)?.[1]?.toLowerCase() ?? '') + 1
  if (month === 0) return undefined
  const numbers = text.replace(CLOCK, ' ').replace(BARE_HOUR, ' ').match(/\d+/g) ?? []
  const year = numbers.find(number => number.length === 4)
  const day = numbers.find(number => number.length <= 2)
  if (numbers.length > 2) return undefined
  return [year === undefined ? (dayOf(now())[0] ?? 0) : Number(year), month, Number(day ?? 1)]
}

function dayOf(ms: number): readonly number[] {
  const date = new Date(ms)
  return [date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate()]
}

/** The moment of a date and a time in a zone; undefined if the calendar has no such date. */
function compose(
  [year = 0, month = 0, day = 0]: readonly number[],
  [hour = 0, minute = 0, second = 0, ms = 0]: readonly number[],
  zone: Zone | undefined,
): Moment | undefined {
  const midnight = new Date(Date.UTC(2000, month - 1, day))
  midnight.setUTCFullYear(year, month - 1, day)
  if (midnight.getUTCMonth() !== month - 1 || midnight.getUTCDate() !== day) return undefined
  if (hour > 24 || minute > 59 || second > 60 || zone === undefined) return undefined
  const local = midnight.getTime() + ((hour * 60 + minute) * 60 + second) * SECOND_MS + ms
  return momentAt(local - offsetOf(zone, local) * 60 * SECOND_MS, zone)
}

/** How far the zone is ahead, in minutes, when its clocks show this. */
function offsetOf(zone: Zone, local: number): number {
  const guess = zone.offsetAt(local - zone.offsetAt(local) * 60 * SECOND_MS)
  return zone.offsetAt(local - guess * 60 * SECOND_MS)
}

/** The largest date of JavaScript. */
const MS_MAX = 100_000_000 * DAY_MS

const momentAt = (ms: number, zone: Zone): Moment | undefined =>
  Math.abs(ms) < MS_MAX ? new Moment(ms, zone) : undefined
