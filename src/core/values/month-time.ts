import { momentOf } from './moment.ts'
import { readOffset } from './offset.ts'

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
const MONTH =
  /^(jan)(?:uary)?$|^(feb)(?:ruary)?$|^(mar)(?:ch)?$|^(apr)(?:il)?$|^(may)$|^(jun)e?$|^(jul)y?$|^(aug)(?:ust)?$|^(sep)(?:t|tember)?$|^(oct)(?:ober)?$|^(nov)(?:ember)?$|^(dec)(?:ember)?$/
const WEEKDAY = /^(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?$/
const CLOCK = /^(\d\d?):(\d\d)(?::(\d\d)(?:[.,](\d+))?)?$/

interface Parts {
  day?: number
  month?: number
  year?: number
  clock?: RegExpExecArray
  offset?: number
}

/**
 * A time with the name of its month, in any order of its parts: RFC 2822 and the other forms of HTTP dates, and the
 * text of a date in JavaScript, Java, Ruby and C. Null if a part is unknown, doubled or missing.
 */
export function readMonthTime(text: string): Date | null {
  // The name of the zone in words, as JavaScript adds it, or a comment of RFC 2822.
  const bare = text.replace(/\s*\([^)]*\)$/, '').toLowerCase()
  const parts: Parts = {}
  for (const token of bare.replace(/(\d)-([a-z]+)-(\d)/, '$1 $2 $3').split(/[\s,]+/)) {
    if (!addPart(parts, token)) return null
  }
  const { day, month, year, clock, offset = 0 } = parts
  if (day === undefined || month === undefined || year === undefined) return null
  const [, hours = '0', minute = '0', second = '0', fraction = ''] = clock ?? []
  const time = { hour: Number(hours), minute: Number(minute), second: Number(second), fraction }
  return momentOf({ year, month, day, ...time }, offset)
}

/** Adds what a token says. False if it says nothing known, or something that was said before. */
function addPart(parts: Parts, token: string): boolean {
  const bare = token.replace(/\.$/, '')
  const month = MONTHS.indexOf(MONTH.exec(bare)?.slice(1).find(Boolean) ?? '')
  if (month >= 0) return add(parts, 'month', month + 1)
  if (WEEKDAY.test(bare)) return true
  if (/^\d\d?$/.test(bare)) {
    // The first number is the day. RFC 850 writes a year of two digits after it.
    return parts.day === undefined
      ? add(parts, 'day', Number(bare))
      : bare.length === 2 && add(parts, 'year', 2000 + Number(bare))
  }
  if (/^\d{4}$/.test(bare)) return add(parts, 'year', Number(bare))
  const clock = CLOCK.exec(bare)
  if (clock !== null) return add(parts, 'clock', clock)
  const offset = readOffset(bare)
  return offset !== undefined && add(parts, 'offset', offset)
}

function add<Name extends keyof Parts>(parts: Parts, name: Name, value: Parts[Name]): boolean {
  if (parts[name] !== undefined) return false
  parts[name] = value
  return true
}
