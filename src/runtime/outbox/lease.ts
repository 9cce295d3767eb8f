import type { Clock } from '../../lib/clock.ts'
import type { Database, Session } from '../db/session.ts'
import { type LaneTable, type Lease, lockLane, moveLease } from './lane.ts'

/** A lease while somebody works under it. It is put off for as long as this process runs. */
export interface HeldLease {
  /** Whether it is still ours by the clock: to be asked right before anything that others would see. */
  isCurrent(): boolean
  /**
   * Writes in a transaction that holds the lane.
   * @returns false, and nothing is written, when somebody else has the lane
   */
  under(write: (session: Session) => Promise<void>): Promise<boolean>
  /** Frees the lane at a moment, unless somebody else has it. Ends the putting off. */
  free(at: Date, failures: number): Promise<void>
}

/** So long nothing is sent when a process dies. */
export const LEASE_MS = 15_000

/** Keeps a claimed lane until it is freed. A process that stood still for too long has lost it, and finds out. */
export function holdLease(
  db: Database,
  clock: Clock,
  table: LaneTable,
  { orgId, lane, until, failures }: Lease,
): HeldLease {
  let lease: Lease = { orgId, lane, until, failures }
  let isLost = false
  // Putting it off changes the token: one thing after the other.
  let last: Promise<unknown> = Promise.resolve()
  const inTurn = <Answer>(work: () => Promise<Answer>): Promise<Answer> => {
    const answer = last.then(work)
    last = answer.catch(() => {})
    return answer
  }

  async function putOff(): Promise<void> {
    const later = { ...lease, until: new Date(clock().getTime() + LEASE_MS) }
    if (later.until <= lease.until) return
    if (await moveLease(db, table, lease, later.until)) lease = later
    else isLost = true
  }
  // While the store is away nobody else can take it either.
  const timer = setInterval(() => void inTurn(putOff).catch(() => {}), LEASE_MS / 3)

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
