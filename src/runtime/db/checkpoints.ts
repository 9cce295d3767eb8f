import { type Loop, startLoop } from '../../lib/loop.ts'
import type { Session } from './session.ts'

/** The amount of data written before the next checkpoint. A start after a crash has to read it again. */
export const LOG_MAX_BYTES = 33_554_432
const CHECK_MS = 2_000

/**
 * Writes checkpoints for the embedded engine. A PostgreSQL in one process has no checkpointer: its write-ahead log
 * would grow until the server stops, or the disk is full.
 */
export function startCheckpoints(session: Session): Loop {
  return startLoop(
    async () => {
      await checkpointWhenDue(session, LOG_MAX_BYTES)
      return CHECK_MS
    },
    // The next round tries again. Every other query shows the same fault of the store.
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
