import type { Clock } from '../../lib/clock.ts'
import type { Database, Session } from '../db/session.ts'
import { type LaneTable, type Lease, lockLane, moveLease } from './lane.ts'

/** A lease in use. It is extended as long as this process runs. */
export interface HeldLease {
  /** Whether this process still holds the lease by the clock. Check it directly before every call. */
  isCurrent(): boolean
  /**
   * Writes in a transaction that locks the lane.
   * @returns false if another process holds the lane; then nothing is written
   */
  under(write: (session: Session) => Promise<void>): Promise<boolean>
  /** Stops the extensions, and frees the lane at a moment unless another process holds it. */
  free(at: Date, failures: number): Promise<void>
}

/** After a process dies, its lanes send nothing for at most this long. */
export const LEASE_MS = 15_000

/**
 * Extends the lease of a claimed lane until it is freed. A process that was suspended for too long loses the lane, and
 * detects that.
 */
export function holdLease(
  db: Database,
  clock: Clock,
  table: LaneTable,
  { orgId, lane, until, failures }: Lease,
): HeldLease {
  let lease: Lease = { orgId, lane, until, failures }
  let isLost = false
  // An extension changes the token, so only one statement runs at a time.
  let last: Promise<unknown> = Promise.resolve()
  const inTurn = <Answer>(work: () => Promise<Answer>): Promise<Answer> => {
    const answer = last.then(work)
    last = answer.catch(() => {})
    return answer
  }

  async function extend(): Promise<void> {
    const later = { ...lease, until: new Date(clock().getTime() + LEASE_MS) }
    if (later.until <= lease.until) return
    if (await moveLease(db, table, lease, later.until)) lease = later
    else isLost = true
  }
  // If the database is down, no other process can claim the lane either.
  const timer = setInterval(() => void inTurn(extend).catch(() => {}), LEASE_MS / 3)

  return {
    isCurrent: () => !isLost && clock() < lease.until,
    async under(write) {
      const isHeld = await inTurn(() =>
        db.transaction(async session => {
          const isOurs = await lockLane(session, table, lease)
          if (isOurs) await write(session)
          return isOurs
        }),
      )
      isLost ||= !isHeld
      return isHeld
    },
    async free(at, after) {
      clearInterval(timer)
      await inTurn(() => moveLease(db, table, { ...lease, failures: after }, at))
    },
  }
}
