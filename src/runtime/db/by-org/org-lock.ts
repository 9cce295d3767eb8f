import { CompiledQuery, type Transaction } from 'kysely'
import type { Session, Statement } from '../session.ts'
import type { Tables } from '../tables.ts'

// Processes of the release before lock this number instead of the row. The row's node evaluates it, so it follows the data.
// Any number works, if no other advisory lock of two numbers uses it.
const LOCK = 727_539

/**
 * Only one process at a time may process an organisation's events: attribution reads its own results. The lock is
 * held until the transaction ends. It is a row: it lies where the data of the organisation lie, and moves with them.
 * @returns false if another process has the lock
 */
export async function tryLockOrg(session: Session, orgId: number): Promise<boolean> {
  const take = (): Promise<readonly { locked: boolean }[]> =>
    session.query({
      name: 'try-lock-org',
      text: `select pg_try_advisory_xact_lock(${LOCK}, $1) as locked from org_locks where org_id = $1 for update skip locked`,
      values: [orgId],
    })
  const [row] = await take()
  if (row !== undefined) return row.locked
  // Another process has it, or a process of the release before has made the organisation.
  const isNew = await addLock(session, orgId)
  return isNew && (await take())[0]?.locked === true
}

/** The same, but it waits for the lock. An organisation that is gone has none. */
export async function lockOrg(session: Session, orgId: number): Promise<void> {
  const take = (): Promise<readonly unknown[]> =>
    session.query({
      name: 'lock-org',
      text: `select pg_advisory_xact_lock(${LOCK}, $1) from org_locks where org_id = $1 for update`,
      values: [orgId],
    })
  const taken = await take()
  if (taken.length === 0 && (await addLock(session, orgId))) await take()
}

/**
 * Adds the locks of organisations that processes of the release before have made. Whoever looks for work in all organisations
 * reads the locks: they are a distributed table with one row for each.
 */
export async function addMissingLocks(session: Session): Promise<void> {
  const locks = await session.query<{ id: number }>({
    name: 'org-locks-known',
    text: 'select org_id as id from org_locks',
  })
  const orgs = await session.query<{ id: number }>({ name: 'org-ids', text: 'select id from orgs' })
  const known = new Set(locks.map(({ id }) => id))
  for (const { id } of orgs) if (!known.has(id)) await addLock(session, id)
}

/** @returns whether there was none */
async function addLock(session: Session, orgId: number): Promise<boolean> {
  const known = await session.query({
    name: 'org-lock-known',
    text: 'select from org_locks where org_id = $1',
    values: [orgId],
  })
  if (known.length > 0) return false
  await session.query({
    name: 'org-lock-add',
    text: 'insert into org_locks (org_id) select $1 from orgs where id = $1 on conflict do nothing',
    values: [orgId],
  })
  return true
}

/** The same as `tryLockOrg`, within a transaction of the query builder. */
export const tryLockOrgWithin = (transaction: Transaction<Tables>, orgId: number): Promise<boolean> =>
  tryLockOrg(within(transaction), orgId)

/** The same as `lockOrg`, within a transaction of the query builder. */
export const lockOrgWithin = (transaction: Transaction<Tables>, orgId: number): Promise<void> =>
  lockOrg(within(transaction), orgId)

const within = (transaction: Transaction<Tables>): Session => ({
  query: async <Row>({ text, values = [] }: Statement) => {
    const { rows } = await transaction.executeQuery<Row>(CompiledQuery.raw(text, [...values]))
    return rows
  },
})
