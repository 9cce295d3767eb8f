import { eachOrg } from '../db/by-org/each-org.ts'
import type { Database, Session } from '../db/session.ts'

/**
 * A table of lanes. A lane is a queue of one organisation, such as all calls to one platform. Only one process at a
 * time works on it.
 */
export interface LaneTable {
  readonly table: string
  /** The column that names the lane, beside `org_id`. */
  readonly key: string
  /** The column with the moment from which the lane is free: the end of its lease. It is also the lease's token. */
  readonly freeAt: string
  /**
   * The SQL condition that a free lane `l` has items that are due; $1 is the present moment.
   * @param org the lane's organisation, in SQL
   */
  readonly due: (org: string) => string
  /** More columns of `l` that a claim returns, in SQL. */
  readonly columns?: string
  /**
   * The place of the failures in a row and of the pause after them: the lane's own row, or a place of the queue's.
   * With 'queue', `freeAt` only ever holds leases.
   */
  readonly breaker: 'lane' | 'queue'
}

/** The lease of a lane. One process holds it. */
export interface Lease {
  readonly orgId: number
  readonly lane: string
  /** The end of the lease, unless it is extended. */
  readonly until: Date
  /** Failed calls in a row. */
  readonly failures: number
}

/**
 * Claims the free lanes with items that are due. If this process dies, they are free again at `until`. A lane is
 * claimed only after its last lease has ended, so no two leases of a lane have the same end. The end is therefore the
 * lease's token: every write under the lease checks it.
 */
export async function claimLanes<Claimed extends Lease>(
  db: Database,
  { table, key, freeAt, due, columns = '' }: LaneTable,
  now: Date,
  until: Date,
): Promise<readonly Claimed[]> {
  // A look at the lanes of all organisations locks none. Each claim is a statement of one organisation.
  const free = await db.query<Pick<Lease, 'orgId' | 'lane'>>({
    name: `outbox-free-${table}`,
    text: `select org_id as "orgId", ${key} as lane from ${table} l where l.${freeAt} <= $1 and (${due('l.org_id')})`,
    values: [now],
  })
  const claimed = await eachOrg(db, free, (session, orgId, own) =>
    session.query<Claimed>({
      name: `outbox-claim-${table}`,
      text: `update ${table} l set ${freeAt} = $2 where l.org_id = $3 and l.${key} = any($4) and l.${freeAt} <= $1 and (${due('$3')})
             returning l.org_id as "orgId", l.${key} as lane, l.${freeAt} as until, l.failures${columns === '' ? '' : `, ${columns}`}`,
      values: [now, until, orgId, own.map(({ lane }) => lane)],
    }),
  )
  return claimed.flat()
}

/**
 * Locks the lane until the transaction ends, if the lease is still held. Inserts of items do not wait for this lock.
 * @returns whether the lease is still held
 */
export async function lockLane(
  session: Session,
  { table, key, freeAt }: LaneTable,
  { orgId, lane, until }: Lease,
): Promise<boolean> {
  const rows = await session.query({
    name: `outbox-lock-${table}`,
    text: `select 1 from ${table} where org_id = $1 and ${key} = $2 and ${freeAt} = $3 for no key update`,
    values: [orgId, lane, until],
  })
  return rows.length > 0
}

/**
 * Changes the end of a lease: a later end keeps the lane, the present moment frees it.
 * @returns whether the lease was still held
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

/** Frees the lanes of a process that has certainly ended, if `freeAt` only holds leases. */
export async function freeLanes(session: Session, { table, freeAt, breaker }: LaneTable): Promise<void> {
  if (breaker === 'queue')
    await session.query({ text: `update ${table} set ${freeAt} = 'epoch' where ${freeAt} > 'epoch'` })
}
