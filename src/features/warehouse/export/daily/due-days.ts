import { DAY_MS } from '../../../../lib/duration.ts'
import type { Org } from '../../../../runtime/catalog/catalog.ts'
import { lockOrg } from '../../../../runtime/db/org-lock.ts'
import type { Database } from '../../../../runtime/db/session.ts'
import { type Day, dayAt, readDay } from '../day.ts'
import { beginDay } from './day-store.ts'

/** The first day that is exported. Days of which something may have been deleted for its age stay as they were exported. */
export function firstDay({ retention }: Pick<Org, 'retention'>, wanted: string, now: Date): string {
  const kept = dayAt(new Date(now.getTime() - (retention.eventsDays - 2) * DAY_MS)).name
  return wanted > kept ? wanted : kept
}

/** The days, each marked as begun directly before it is exported. */
export async function* begun(
  db: Database,
  orgId: number,
  names: readonly string[],
  goOn: () => void,
): AsyncGenerator<Day> {
  for (const name of names) {
    goOn()
    const day = readDay(name)
    if (day === undefined) throw new Error(`${name} is no day`)
    await db.transaction(async session => {
      await lockOrg(session, orgId)
      await beginDay(session, orgId, name)
    })
    yield day
  }
}
