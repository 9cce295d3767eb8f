import { type Loop, startLoop } from '../../lib/loop.ts'
import type { Session } from './session.ts'

/** How much is written before the next checkpoint: what a start after a crash has to read again. */
export const LOG_MAX_BYTES = 33_554_432
const CHECK_MS = 2_000

/**
 * Writes checkpoints for the embedded engine: a PostgreSQL in one process has nobody who does, and its write-ahead log
 * would grow until the server is stopped, or the disk is full.
 */
export function startCheckpoints(session: Session): Loop {
  return startLoop(
    async () => {
      await checkpointWhenDue(session, LOG_MAX_BYTES)
      return CHECK_MS
    },
    // Tried again; what is wrong with the store shows in everything else that asks it.
    () => CHECK_MS,
  )
}

/** @param logMaxBytes of the write-ahead log since the last checkpoint began */
export async function checkpointWhenDue(session: Session, logMaxBytes: number): Promise<void> {
  const [row] = await session.query<{ bytes: number }>({
    name: 'log-since-checkpoint',
    text: 'select pg_wal_lsn_diff(pg_current_wal_lsn(), redo_lsn) as bytes from pg_control_checkpoint()',
  })
  if (row !== undefined && row.bytes > logMaxBytes) await session.query({ text: 'checkpoint' })
}
