const DAY_MS = 86_400_000

type Rewrite = readonly [RegExp, string | ((...found: string[]) => string)]

const CLOCK_OF_TWELVE = /(?<!\d)(0?[1-9]|1[0-2])(?=[:. ap])((?:[:.]\d\d){0,2}(?:[.,]\d+)?) ?([ap])\.?m\b\.?/i

// Each brings one way to write a time closer to ISO 8601. Later ones see what earlier ones made.
const REWRITES: readonly Rewrite[] = [
  // JSON in JSON.
  [/^(["'])(.*)\1$/, '$2'],
  // The calendars of East Asia: 2026年11月30日.
  [/^(\d{4})年(\d\d?)月(\d\d?)日/, '$1-$2-$3 '],
  // One digit is enough: 2026-1-5 9:05.
  [/^(\d{4})([-/.])(\d)\2(?=\d)/, '$1$20$3$2'],
  [/^(\d{4})([-/.])(\d\d)\2(\d)(?!\d)/, '$1$2$3$20$4'],
  [/^(\d{4}-\d\d-\d\d)[T ](\d):/i, '$1T0$2:'],
  // Weeks and days of the year: 2026-W49-1, 2026-334.
  [/^(\d{4})-?W(\d\d)-?([1-7])(?!\d)/i, dayOfWeek],
  [/^(\d{4})-(\d{3})(?![\d-])/, dayOfYear],
  // Db2, FIX and names of files: 2026-11-30-10.00.00, 20261130-10:00:00, 2026-11-30_10:00:00.
  [/^(\d{4}-?\d\d-?\d\d)[-_T ](\d\d)[:.](\d\d)[:.](\d\d)(?=$|[^\d])/i, '$1 $2:$3:$4'],
  [/^(\d{8}) (?=\d\d:)/, day => `${day.slice(0, 4)}-${day.slice(4, 6)}-${day.slice(6, 8)} `],
  // Logs of web servers, Oracle, and prose: 30/Nov/2026:10:00:00, 30-NOV-26 10.00.00, November 30th, 2026 at 10:00.
  [/^(\d\d?)\/([a-z]{3})\/(\d{4}):/i, '$1 $2 $3 '],
  [/^(\d\d?-[a-z]{3}-\d\d(?:\d\d)?) (\d\d)\.(\d\d)\.(\d\d)/i, '$1 $2:$3:$4'],
  [/\b(\d\d?)(?:st|nd|rd|th)\b/i, '$1'],
  [/ (?:at|of) /i, ' '],
  [CLOCK_OF_TWELVE, clockOfDay],
  // A program that adds a Z to what has a zone, or leaves out the digits.
  [/[+-]00:?00Z$/i, 'Z'],
  [/\.Z$/i, 'Z'],
  // A form or a query made a space of the + of the zone.
  [/^([\d-]+[T ][\d:.,]+) (\d\d:?\d\d)$/i, '$1+$2'],
  [/ ([a-z]+\/[a-z_]+(?:\/[a-z_]+)?)$/i, '[$1]'],
]

/** A time in text, in the form in which `readTime` knows it. */
export const commonSpelling = (text: string): string =>
  REWRITES.reduce(
    (rest, [pattern, to]) => (typeof to === 'string' ? rest.replace(pattern, to) : rest.replace(pattern, to)),
    text,
  ).trim()

/** Midnight is 12 AM, noon is 12 PM. */
function clockOfDay(_: string, hour: string, rest: string, half: string): string {
  const hours = (Number(hour) % 12) + (half.toLowerCase() === 'p' ? 12 : 0)
  return `${String(hours).padStart(2, '0')}${rest === '' ? ':00' : rest.replace(/^\./, ':')}`
}

/** The first week of a year has its 4 January. */
function dayOfWeek(text: string, year: string, week: string, day: string): string {
  const fourth = Date.UTC(Number(year), 0, 4)
  const monday = fourth - ((new Date(fourth).getUTCDay() + 6) % 7) * DAY_MS
  const thursday = new Date(monday + ((Number(week) - 1) * 7 + 3) * DAY_MS)
  const isInYear = week !== '00' && thursday.getUTCFullYear() === Number(year)
  return isInYear ? isoDay(thursday.getTime() + (Number(day) - 4) * DAY_MS) : text
}

function dayOfYear(text: string, year: string, day: string): string {
  const ms = Date.UTC(Number(year), 0, Number(day))
  return day !== '000' && new Date(ms).getUTCFullYear() === Number(year) ? isoDay(ms) : text
}

const isoDay = (ms: number): string => new Date(ms).toISOString().slice(0, 10)
