import type { Session } from '../db/session.ts'

/** A table of lanes: what one organisation has to call for one by one, such as all that goes to one platform. */
export interface LaneTable {
  readonly table: string
  /** The column that names the lane, beside `org_id`. */
  readonly key: string
  /** The column that says from when on the lane is free: the end of its lease, which is also the lease's token. */
  readonly freeAt: string
  /** Which free lanes `l` have something to do, in SQL, with $1 for now. */
  readonly due: string
  /** More columns of `l` that a claim returns, in SQL. */
  readonly columns?: string
  /**
   * Who stores the failures in a row and the pause after them: the worker in the lane, or the queue somewhere else.
   * Then nothing but a lease is in `freeAt`.
   */
  readonly breaker: 'lane' | 'queue'
}

/** A lane in the hands of one process. */
export interface Lease {
  readonly orgId: number
  readonly lane: string
  /** Until when it is ours, unless that is put off. */
  readonly until: Date
  /** Calls that have failed one after the other. */
  readonly failures: number
}

/**
 * Takes the lanes that are free and have something to do. They are free again at `until` if this process dies.
 * A lane is only ever taken after its last lease has ended, so that no two leases of a lane end at one moment:
 * the end is the token that must still match whenever something is done under the lease.
 */
export const claimLanes = <Claimed extends Lease>(
  session: Session,
  { table, key, freeAt, due, columns = '' }: LaneTable,
  now: Date,
  until: Date,
): Promise<readonly Claimed[]> =>
  session.query({
    text: `update ${table} l set ${freeAt} = $2 where l.${freeAt} <= $1 and (${due})
           returning l.org_id as "orgId", l.${key} as lane, l.${freeAt} as until, l.failures${columns === '' ? '' : `, ${columns}`}`,
    values: [now, until],
  })

/** @returns whether the lease is still held; then nobody can take the lane before the transaction ends */
export async function lockLane(
  session: Session,
  { table, key, freeAt }: LaneTable,
  { orgId, lane, until }: Lease,
): Promise<boolean> {
  const rows = await session.query({
    name: `outbox-lock-${table}`,
    text: `select 1 from ${table} where org_id = $1 and ${key} = $2 and ${freeAt} = $3 for update`,
    values: [orgId, lane, until],
  })
  return rows.length > 0
}

/**
 * Ends a lease at another moment: later to keep the lane, at once to free it.
 * @returns whether it was still held
 */
export async function moveLease(
  session: Session,
  { table, key, freeAt, breaker }: LaneTable,
  { orgId, lane, until, failures }: Lease,
  end: Date,
): Promise<boolean> {
  const more = breaker === 'lane' ? ', failures = $5' : ''
  const rows = await session.query({
    name: `outbox-move-${table}`,
    text: `update ${table} set ${freeAt} = $4${more} where org_id = $1 and ${key} = $2 and ${freeAt} = $3 returning 1`,
    values: [orgId, lane, until, end, ...(breaker === 'lane' ? [failures] : [])],
  })
  return rows.length > 0
}

/** Frees what a process that is gone for certain has left behind, where nothing but leases is in the column. */
export async function freeLanes(session: Session, { table, freeAt, breaker }: LaneTable): Promise<void> {
  if (breaker === 'queue')
    await session.query({ text: `update ${table} set ${freeAt} = 'epoch' where ${freeAt} > 'epoch'` })
}
