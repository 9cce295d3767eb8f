import { DAY_MS } from '../../../lib/duration.ts'

/** A day in UTC. */
export interface Day {
  /** Such as 2026-01-03. */
  readonly name: string
  readonly from: Date
  /** Not included. */
  readonly until: Date
}

const DAY = /^\d{4}-\d\d-\d\d$/

/** @returns undefined if the text is no day of the calendar */
export function readDay(text: string): Day | undefined {
  const from = new Date(DAY.test(text) ? `${text}T00:00:00Z` : Number.NaN)
  return !Number.isNaN(from.getTime()) && from.toISOString().startsWith(text) ? dayAt(from) : undefined
}

/** The day of a moment. */
export function dayAt(moment: Date): Day {
  const from = new Date(Math.floor(moment.getTime() / DAY_MS) * DAY_MS)
  return { name: from.toISOString().slice(0, 10), from, until: new Date(from.getTime() + DAY_MS) }
}

/** The days from one to another, both included. */
export const daysBetween = (first: Day, last: Day): readonly Day[] =>
  Array.from({ length: Math.max(0, (last.until.getTime() - first.from.getTime()) / DAY_MS) }, (_, at) =>
    dayAt(new Date(first.from.getTime() + at * DAY_MS)),
  )
