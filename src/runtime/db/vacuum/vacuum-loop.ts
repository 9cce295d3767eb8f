import { type Loop, startLoop } from '../../../lib/loop.ts'
import type { Database } from '../session.ts'
import { findDueTable, vacuumTable } from './vacuum.ts'

const LOOK_MS = 60_000
const NEXT_MS = 5_000
/** Vacuum takes a twentieth of the time at most. */
const REST_SHARE = 20
/** After so many looks at a busy server, a table has waited long enough. */
const BUSY_LOOKS_MAX = 12

/**
 * Vacuums one table after the other, when nothing else is to be done.
 * @param isQuiet whether no event waits to be processed
 */
export function startVacuum(db: Database, isQuiet: () => boolean, onError: (error: unknown) => number): Loop {
  let busyLooks = 0
  return startLoop(async () => {
    if (!isQuiet() && ++busyLooks < BUSY_LOOKS_MAX) return NEXT_MS
    busyLooks = 0
    const table = await findDueTable(db)
    if (table === undefined) return LOOK_MS
    const startedAt = performance.now()
    await vacuumTable(db, table)
    return Math.max(NEXT_MS, REST_SHARE * (performance.now() - startedAt))
  }, onError)
}
