import { DAY_MS } from '../../../lib/duration.ts'
import type { Session } from '../session.ts'

/** How long an organisation keeps calls, and events. */
export interface Retention {
  readonly orgId: number
  readonly requestsDays: number
  readonly eventsDays: number
}

/** Of all organisations. A distributed database deletes by a moment, and computes none from another table. */
export const loadRetentions = (session: Session): Promise<readonly Retention[]> =>
  session.query({
    text: `select id as "orgId", (retention->>'requests_days')::float8 as "requestsDays",
             (retention->>'events_days')::float8 as "eventsDays" from orgs order by id`,
  })

/** The moment that lies a number of days before another. */
export const daysBefore = (now: Date, days: number): Date => new Date(now.getTime() - days * DAY_MS)
