import { SECOND_MS } from '../../../lib/duration.ts'
import { isoWeek, weekFrom, yearDay } from './calendar.ts'
import type { ZonedTime } from './zones.ts'

const MONTHS = 'January February March April May June July August September October November December'.split(
  ' ',
)
const DAYS = 'Sunday Monday Tuesday Wednesday Thursday Friday Saturday'.split(' ')

/** A moment, and what the clocks of its zone show. */
export interface Local {
  readonly moment: ZonedTime
  /** Its UTC fields are the fields of the local clock. */
  readonly date: Date
  readonly offset: number
}

/** What a directive writes. */
export interface Written {
  readonly text: string
  /** The character and the width that it is filled up with from the left. */
  readonly fill?: '0' | ' '
  readonly width?: number
  /** What `#` makes of it. */
  readonly swapped?: string
}

const zeros = (value: number, width: number): Written => ({ text: String(value), fill: '0', width })
const blanks = (value: number, width: number): Written => ({ text: String(value), fill: ' ', width })
const name = (text: string): Written => ({ text, swapped: text.toUpperCase() })

const twelve = (date: Date): number => date.getUTCHours() % 12 || 12
const half = (date: Date): string => (date.getUTCHours() < 12 ? 'AM' : 'PM')

function ordinal(day: number): string {
  if (day >= 11 && day <= 13) return 'th'
  return ['th', 'st', 'nd', 'rd'][day % 10] ?? 'th'
}

function fraction(date: Date, digits: number): Written {
  const text = String(date.getUTCMilliseconds()).padStart(3, '0')
  return { text: text.slice(0, digits).padEnd(digits, '0'), width: 0 }
}

function offsetOf(minutes: number, colons: number): Written {
  const parts = [Math.abs(minutes) / 60, Math.abs(minutes) % 60, 0].map(part =>
    String(Math.floor(part)).padStart(2, '0'),
  )
  const text = parts.slice(0, Math.max(2, colons + 1)).join(colons > 0 ? ':' : '')
  return { text: (minutes < 0 ? '-' : '+') + text, fill: '0' }
}

/** The directives that are not made of others. `%q` is not Ruby's: it writes st, nd, rd or th. */
export const DIRECTIVES: Readonly<Record<string, (local: Local, width: number, colons: number) => Written>> =
  {
    a: ({ date }) => name((DAYS[date.getUTCDay()] ?? '').slice(0, 3)),
    A: ({ date }) => name(DAYS[date.getUTCDay()] ?? ''),
    b: ({ date }) => name((MONTHS[date.getUTCMonth()] ?? '').slice(0, 3)),
    B: ({ date }) => name(MONTHS[date.getUTCMonth()] ?? ''),
    C: ({ date }) => zeros(Math.floor(date.getUTCFullYear() / 100), 2),
    d: ({ date }) => zeros(date.getUTCDate(), 2),
    e: ({ date }) => blanks(date.getUTCDate(), 2),
    g: ({ date }) => zeros(isoWeek(date)[0] % 100, 2),
    G: ({ date }) => zeros(isoWeek(date)[0], 4),
    h: ({ date }) => name((MONTHS[date.getUTCMonth()] ?? '').slice(0, 3)),
    H: ({ date }) => zeros(date.getUTCHours(), 2),
    I: ({ date }) => zeros(twelve(date), 2),
    j: ({ date }) => zeros(yearDay(date), 3),
    k: ({ date }) => blanks(date.getUTCHours(), 2),
    l: ({ date }) => blanks(twelve(date), 2),
    L: ({ date }, width) => fraction(date, width || 3),
    m: ({ date }) => zeros(date.getUTCMonth() + 1, 2),
    M: ({ date }) => zeros(date.getUTCMinutes(), 2),
    n: () => ({ text: '\n' }),
    N: ({ date }, width) => fraction(date, width || 9),
    p: ({ date }) => ({ text: half(date), swapped: half(date).toLowerCase() }),
    P: ({ date }) => ({ text: half(date).toLowerCase() }),
    q: ({ date }) => ({ text: ordinal(date.getUTCDate()) }),
    Q: ({ moment }) => ({ text: String(Math.floor(moment.ms)) }),
    s: ({ moment }) => ({ text: String(Math.floor(moment.ms / SECOND_MS)), fill: '0' }),
    S: ({ date }) => zeros(date.getUTCSeconds(), 2),
    t: () => ({ text: '\t' }),
    u: ({ date }) => zeros(date.getUTCDay() || 7, 1),
    U: ({ date }) => zeros(weekFrom(date, 0), 2),
    V: ({ date }) => zeros(isoWeek(date)[1], 2),
    w: ({ date }) => zeros(date.getUTCDay(), 1),
    W: ({ date }) => zeros(weekFrom(date, 1), 2),
    y: ({ date }) => zeros(date.getUTCFullYear() % 100, 2),
    Y: ({ date }) => zeros(date.getUTCFullYear(), 4),
    z: ({ offset }, _, colons) => offsetOf(offset, colons),
    Z: ({ moment }) => {
      const text = moment.zone.nameAt(moment.ms)
      return { text, swapped: text.toLowerCase() }
    },
    '%': () => ({ text: '%' }),
  }
