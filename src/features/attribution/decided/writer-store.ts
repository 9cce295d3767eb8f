import type { Session } from '../../../runtime/db/session.ts'

/**
 * The age of the oldest transaction that has written and is still open, in milliseconds: its decisions cannot be seen
 * yet. 0: there is none.
 */
export async function loadOldestWriterMs(session: Session): Promise<number> {
  const [row] = await session.query<{ ms: number }>({
    name: 'decided-oldest-writer',
    text: `select coalesce(max(extract(epoch from clock_timestamp() - xact_start)) * 1000, 0)::float8 as ms
           from pg_stat_activity where datname = current_database() and backend_xid is not null and pid <> pg_backend_pid()`,
    values: [],
  })
  return row?.ms ?? 0
}
