import { sql, type Transaction } from 'kysely'
import type { Session } from './session.ts'
import type { Tables } from './tables.ts'

// Any number, as long as no other advisory lock of two numbers uses it.
const LOCK = 727_539

/**
 * One at a time may work on an organisation's events: attribution reads what it writes. Held until
 * the transaction ends.
 * @returns false when somebody else has the lock
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

/** The same, for who can wait. */
export async function lockOrg(session: Session, orgId: number): Promise<void> {
  await session.query({
    name: 'lock-org',
    text: 'select pg_advisory_xact_lock($1, $2)',
    values: [LOCK, orgId],
  })
}
