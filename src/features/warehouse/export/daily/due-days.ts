import { lockOrg } from '../../../../runtime/db/by-org/org-lock.ts'
import type { Database } from '../../../../runtime/db/session.ts'
import { type Day, readDay } from '../day.ts'
import { beginDay } from './day-store.ts'

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
