import type { Session } from '../../runtime/db/session.ts'
import { replaceFiles, type StoredFile } from './file-store.ts'
import type { Partition } from './partition-store.ts'

/** Until `saveLoaded`, no files are those whose rows are events: a process that ends in between has counted some of them. */
export async function markUnfinished(session: Session, orgId: number, partitionId: string): Promise<void> {
  await session.query({
    text: 'update warehouse_partitions set loaded_at = null where org_id = $1 and id = $2',
    values: [orgId, partitionId],
  })
}

export interface LoadedPartition {
  readonly id: string
  readonly rows: number
  readonly firstUs: number | null
  readonly lastUs: number | null
  readonly files: readonly StoredFile[]
  /** Whether these times are of some rows only. */
  readonly isAddition: boolean
}

/** Stores what the newest export of a partition says. */
export async function saveLoaded(
  session: Session,
  orgId: number,
  { id, rows: count, firstUs, lastUs, files, isAddition }: LoadedPartition,
  now: Date,
): Promise<void> {
  const moment = (us: number | null) => (us === null ? null : new Date(us / 1000))
  await session.query({
    text: `update warehouse_partitions set rows = $3, loaded_at = $4,
             first_event_at = case when $7 then least(first_event_at, $5) else $5 end,
             last_event_at = case when $7 then greatest(last_event_at, $6) else $6 end,
             held_reason = null, decision = null, waiting_reason = null where org_id = $1 and id = $2`,
    values: [orgId, id, count, now, moment(firstUs), moment(lastUs), isAddition],
  })
  await replaceFiles(session, orgId, id, files, now)
}

/** Stores why an export of a partition was not taken, with its files. What was counted before stays. */
export async function saveHeld(
  session: Session,
  orgId: number,
  { id, reason, files }: { id: string; reason: string; files: readonly StoredFile[] },
  now: Date,
): Promise<void> {
  await session.query({
    text: 'update warehouse_partitions set held_reason = $3, decision = null, waiting_reason = null where org_id = $1 and id = $2',
    values: [orgId, id, reason],
  })
  await replaceFiles(session, orgId, id, files, now)
}

/** Stores why the newest export of a partition is not complete yet; null if it is. */
export async function saveWaiting(
  session: Session,
  orgId: number,
  { id, waitingReason }: Partition,
  reason: string | null,
): Promise<void> {
  if (waitingReason === reason) return
  await session.query({
    text: 'update warehouse_partitions set waiting_reason = $3 where org_id = $1 and id = $2',
    values: [orgId, id, reason],
  })
}
