export type Precision = 'day' | 'minute' | 'second' | 'millisecond'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** A length of time in at most two units: "40 s", "5 min", "5 h 48 min", "3 days". */
export function lengthInWords(milliseconds: number): string {
  if (milliseconds < MINUTE) return `${Math.max(0, Math.round(milliseconds / 1000))} s`
  if (milliseconds < HOUR) return `${Math.floor(milliseconds / MINUTE)} min`
  if (milliseconds < DAY) {
    const minutes = Math.floor((milliseconds % HOUR) / MINUTE)
    return `${Math.floor(milliseconds / HOUR)} h${minutes === 0 ? '' : ` ${minutes} min`}`
  }
  const days = Math.floor(milliseconds / DAY)
  return days === 1 ? '1 day' : `${days} days`
}

/** The time that something still takes, as the range in which it may lie: "7 min to 15 min left". */
export const leftInWords = (milliseconds: number): string =>
  `${lengthInWords(milliseconds * 0.7)} to ${lengthInWords(milliseconds * 1.5)} left`

/** How long ago a moment was: "just now", "2 min ago", "in 3 days". */
export function ageInWords(at: string, now: number): string {
  const age = now - Date.parse(at)
  if (Math.abs(age) < 10_000) return 'just now'
  return age < 0 ? `in ${lengthInWords(-age)}` : `${lengthInWords(age)} ago`
}

const FORMATS: Readonly<Record<Precision, Intl.DateTimeFormatOptions>> = {
  day: { day: 'numeric', month: 'short', year: 'numeric' },
  minute: { day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit' },
  second: {
    ...{ day: 'numeric', month: 'short', year: 'numeric' },
    ...{ hour: '2-digit', minute: '2-digit', second: '2-digit', timeZoneName: 'short' },
  },
  millisecond: { hour: '2-digit', minute: '2-digit', second: '2-digit', fractionalSecondDigits: 3 },
}

// Making a formatter takes as long as a hundred uses of it.
const formatters = new Map<string, Intl.DateTimeFormat>()

function formatterOf(zone: string, precision: Precision): Intl.DateTimeFormat {
  const key = `${precision} ${zone}`
  const known = formatters.get(key)
  if (known) return known
  const made = new Intl.DateTimeFormat('en-GB', { ...FORMATS[precision], timeZone: zone })
  formatters.set(key, made)
  return made
}

/** A moment in a time zone: "29 Nov 2026, 14:02". @param zone IANA name */
export const momentInWords = (at: string, zone: string, precision: Precision): string =>
  formatterOf(zone, precision).format(new Date(at))
