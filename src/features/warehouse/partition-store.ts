import { createId } from '../../lib/id.ts'
import type { Session } from '../../runtime/db/session.ts'

/** What is replaced as a whole: a day of an export, or a file whose path names no day. */
export interface Partition {
  readonly id: string
  readonly name: string
  /** Rows that are events. */
  readonly rows: number
  /** Null until it was read to its end for the first time. */
  readonly loadedAt: Date | null
  /** Why the latest export was not taken; null if it was. */
  readonly heldReason: string | null
  /** What a person says of that export, as its files were then. */
  readonly decision: 'accept' | 'keep' | null
  /** Why its newest export is not complete yet. */
  readonly waitingReason: string | null
}

/** The source of this name. It is made if there is none. */
export async function openSource(session: Session, orgId: number, name: string, now: Date): Promise<string> {
  const [source] = await session.query<{ id: string }>({
    text: `insert into warehouse_sources (org_id, id, name, created_at) values ($1, $2, $3, $4)
           on conflict (org_id, name) do update set name = excluded.name returning id`,
    values: [orgId, createId(now.getTime()), name, now],
  })
  if (source === undefined) throw new Error('an upsert returns its row')
  return source.id
}

/** The partition of this name. It is made if there is none. */
export async function openPartition(
  session: Session,
  orgId: number,
  sourceId: string,
  name: string,
  now: Date,
): Promise<Partition> {
  const [partition] = await session.query<Partition>({
    text: `insert into warehouse_partitions (org_id, source_id, id, name) values ($1, $2, $3, $4)
           on conflict (org_id, source_id, name) do update set name = excluded.name
           returning id, name, rows::float8 as rows, loaded_at as "loadedAt", held_reason as "heldReason", decision, waiting_reason as "waitingReason"`,
    values: [orgId, sourceId, createId(now.getTime()), name],
  })
  if (partition === undefined) throw new Error('an upsert returns its row')
  return partition
}

/** The names of the partitions whose rows are events. */
export async function loadPartitionNames(
  session: Session,
  orgId: number,
  sourceId: string,
): Promise<readonly string[]> {
  const found = await session.query<{ name: string }>({
    text: 'select name from warehouse_partitions where org_id = $1 and source_id = $2 and rows > 0 order by name',
    values: [orgId, sourceId],
  })
  return found.map(({ name }) => name)
}
