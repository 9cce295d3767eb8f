import type { Database } from '../../runtime/db/session.ts'
import { forgetLinks } from './links/link-store.ts'
import { oldestValid } from './sessions/lifetime.ts'
import { forgetSessions } from './sessions/session-store.ts'

/** Deletes sessions and links whose time is over. */
export async function forgetOldAccounts(db: Database, now: Date): Promise<void> {
  const { seen, created } = oldestValid(now)
  await forgetSessions(db, seen, created)
  await forgetLinks(db, now)
}
