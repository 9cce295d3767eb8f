import { DAY_MS, HOUR_MS } from '../../../../lib/duration.ts'
import type { Org } from '../../../../runtime/catalog/catalog.ts'
import { dayAt } from '../day.ts'

/** The first and the last day that can be exported, both included. */
export interface ExportedDays {
  readonly first: string
  readonly last: string
}

/** A choice at midnight is stored a moment later. */
const SETTLED_AFTER_MS = HOUR_MS

/**
 * The days that are over, from the first that is wanted. Days of which something may have been deleted for its age stay
 * as they were exported.
 */
export function exportedDays({ retention }: Pick<Org, 'retention'>, wanted: string, now: Date): ExportedDays {
  const kept = dayAt(new Date(now.getTime() - (retention.eventsDays - 2) * DAY_MS)).name
  return {
    first: wanted > kept ? wanted : kept,
    last: dayAt(new Date(now.getTime() - SETTLED_AFTER_MS - DAY_MS)).name,
  }
}
