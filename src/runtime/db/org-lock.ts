import { sql, type Transaction } from 'kysely'
import type { Session } from './session.ts'
import type { Tables } from './tables.ts'

// Any number works, if no other advisory lock of two numbers uses it.
const LOCK = 727_539

/**
 * Only one process at a time may process an organisation's events: attribution reads its own results. The lock is
 * held until the transaction ends.
 * @returns false if another process has the lock
 */
export async function tryLockOrg(session: Session, orgId: number): Promise<boolean> {
  const [row] = await session.query<{ locked: boolean }>({
    name: 'try-lock-org',
    text: 'select pg_try_advisory_xact_lock($1, $2) as locked',
    values: [LOCK, orgId],
  })
  return row?.locked === true
}

/** The same, within a transaction of the query builder. */
export async function tryLockOrgWithin(transaction: Transaction<Tables>, orgId: number): Promise<boolean> {
  const { rows } = await sql<{
    locked: boolean
  }>`select pg_try_advisory_xact_lock(${LOCK}, ${orgId}) as locked`.execute(transaction)
  return rows[0]?.locked === true
}

/** The same within a transaction of the query builder, but it waits for the lock. */
export async function lockOrgWithin(transaction: Transaction<Tables>, orgId: number): Promise<void> {
  await sql`select pg_advisory_xact_lock(${LOCK}, ${orgId})`.execute(transaction)
}

/** The same, but it waits for the lock. */
export async function lockOrg(session: Session, orgId: number): Promise<void> {
  await session.query({
    name: 'lock-org',
    text: 'select pg_advisory_xact_lock($1, $2)',
    values: [LOCK, orgId],
  })
}
