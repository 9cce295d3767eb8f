import { DAY_MS } from '../../../lib/duration.ts'

/** The day of the year, from 1. The UTC fields of the date are those of the local clock. */
export const yearDay = (date: Date): number =>
  Math.floor(
    (Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate()) - yearStart(date)) / DAY_MS,
  ) + 1
const yearStart = (date: Date): number => Date.UTC(date.getUTCFullYear(), 0, 1)

/** Weeks begin on this day of the week; the days before the first of them are in week 0. */
export const weekFrom = (date: Date, start: number): number =>
  Math.floor((yearDay(date) + 6 - ((date.getUTCDay() - start + 7) % 7)) / 7)

/** Year and week of ISO 8601: a week belongs to the year of its Thursday. */
export function isoWeek(date: Date): readonly [number, number] {
  const thursday = new Date(date.getTime() + (4 - (date.getUTCDay() || 7)) * DAY_MS)
  return [thursday.getUTCFullYear(), Math.ceil(yearDay(thursday) / 7)]
}
