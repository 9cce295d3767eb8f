import { type Fields, isFields } from '../../lib/json.ts'
import { momentInZone, momentOf, momentWithin } from './moment.ts'
import { readMonthTime } from './month-time.ts'
import { readOffset } from './offset.ts'
import { commonSpelling } from './time-spelling.ts'
import { plainly } from './written.ts'

const NUMBER = /^[+-]?\d+(?:\.\d+)?(?:e[+-]?\d+)?$/i

// The year comes first, so day and month cannot be confused: 2026-10-30T10:00:00.123+01:00[Europe/Paris],
// 2026/10/30 10:00, 20261030T100000Z. Go adds the reading of its own clock, as in m=+0.5.
const DATE = String.raw`(?<year>\d{4})(?<sign>[-/.]?)(?<month>\d\d)\k<sign>(?<day>\d\d)`
const CLOCK = String.raw`(?<hour>\d\d)(?::?(?<minute>\d\d)(?::?(?<second>\d\d)(?:[.,](?<fraction>\d+))?)?)?`
const YEAR_FIRST = new RegExp(
  String.raw`^${DATE}(?:(?:T|,? +)${CLOCK} ?(?<zone>[a-z]*(?:[+-][\d:]+)?(?: [a-z]+)?))?(?: m=[+-][\d.]+)?(?<brackets>(?:\[[^\]]*\])*)$`,
  'i',
)
const DIGITS_ONLY = /^(?<year>\d{4})(?<month>\d\d)(?<day>\d\d)(?<hour>\d\d)(?<minute>\d\d)(?<second>\d\d)?$/
const DOTNET = /^\/Date\((-?\d+)(?:[+-]\d{4})?\)\/$/
/** Longer text is no time. */
const LENGTH_MAX = 100

/**
 * A time as senders write it: ISO 8601 in its extended or basic form (also with a space instead of T, a comma before
 * the fraction, and a zone in brackets) and as databases and logs vary it; RFC 2822, and other forms with the name of the month; seconds, milliseconds,
 * microseconds or nanoseconds since 1970, also as digits; and objects such as {"_seconds": 1767225600}. A time without
 * a zone is in UTC.
 * @returns null if it cannot be read without a guess (30/10/2026), does not exist (30 February), or is outside the
 * years 2000 to 2099
 */
export function readTime(value: unknown): Date | null {
  if (typeof value === 'number') return fromUnix(value)
  if (typeof value === 'string') return value.length > LENGTH_MAX ? null : fromText(plainly(value))
  if (Array.isArray(value)) return fromList(value)
  return isFields(value) ? fromObject(value) : null
}

const UNITS_MS = [1000, 1, 1e-3, 1e-6]

function fromUnix(number: number): Date | null {
  for (const unit of UNITS_MS) {
    const moment = momentWithin(number * unit)
    if (moment !== null) return moment
  }
  return null
}

function fromText(text: string): Date | null {
  if (NUMBER.test(text))
    return fromUnix(Number(text)) ?? fromParts(DIGITS_ONLY.exec(text) ?? YEAR_FIRST.exec(text))
  const [, dotnet] = DOTNET.exec(text) ?? []
  if (dotnet !== undefined) return fromUnix(Number(dotnet))
  const common = commonSpelling(text)
  return fromParts(YEAR_FIRST.exec(common)) ?? readMonthTime(common)
}

function fromParts(found: RegExpExecArray | null): Date | null {
  const parts = found?.groups
  if (parts === undefined) return null
  const { zone = '', brackets = '', fraction = '' } = parts
  const number = (name: string) => Number(parts[name] ?? 0)
  const written = {
    ...{ year: number('year'), month: number('month'), day: number('day') },
    ...{ hour: number('hour'), minute: number('minute'), second: number('second'), fraction },
  }
  // Further brackets, such as [u-ca=gregory], name the calendar.
  const [, named = ''] = /^\[!?([^\]=]+)\]/.exec(brackets) ?? []
  if (zone === '' && named !== '') return momentInZone(written, named)
  const offset = zone === '' ? 0 : readOffset(zone)
  return offset === undefined ? null : momentOf(written, offset)
}

/** Java writes a list of the parts, down to nanoseconds: [2026, 11, 30, 10, 0]. */
function fromList(parts: readonly unknown[]): Date | null {
  if (parts.length < 3 || parts.length > 7 || !parts.every(Number.isInteger)) return null
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0, nanos = 0] = parts.map(Number)
  if ([month, day, hour, minute, second, nanos].some(part => part < 0)) return null
  const ms = momentOf({ year, month, day, hour, minute, second }, 0)?.getTime()
  return ms === undefined ? null : momentWithin(ms + Math.floor(nanos / 1e6))
}

/** Firestore, Protocol Buffers, MongoDB and BigQuery write objects. */
function fromObject(fields: Fields): Date | null {
  const seconds = fields['_seconds'] ?? fields['seconds']
  if (seconds !== undefined) {
    const nanos = Number(fields['_nanoseconds'] ?? fields['nanoseconds'] ?? fields['nanos'] ?? 0)
    const whole = readTime(seconds)
    return whole === null ? null : momentWithin(whole.getTime() + Math.floor((nanos || 0) / 1e6))
  }
  const inner = fields['$date'] ?? fields['$numberLong'] ?? fields['iso'] ?? fields['value']
  return inner === undefined ? null : readTime(inner)
}
