import { firstIdOf } from '../../lib/id.ts'
import type { Session } from '../../runtime/db/session.ts'

/** A chunk of rows that were stored in one transaction. */
export interface Chunk {
  readonly id: string
  readonly receivedAt: Date
}

export async function insertChunk(
  session: Session,
  orgId: number,
  partitionId: string,
  { id, receivedAt }: Chunk,
): Promise<void> {
  await session.query({
    name: 'warehouse-chunk',
    text: 'insert into warehouse_chunks (org_id, partition_id, id, received_at) values ($1, $2, $3, $4)',
    values: [orgId, partitionId, id, receivedAt],
  })
}

export const loadChunks = (session: Session, orgId: number, partitionId: string): Promise<readonly Chunk[]> =>
  session.query({
    text: `select id, received_at as "receivedAt" from warehouse_chunks where org_id = $1 and partition_id = $2 order by id`,
    values: [orgId, partitionId],
  })

export async function deleteChunk(
  session: Session,
  orgId: number,
  partitionId: string,
  { id }: Chunk,
): Promise<void> {
  await session.query({
    text: 'delete from warehouse_chunks where org_id = $1 and partition_id = $2 and id = $3',
    values: [orgId, partitionId, id],
  })
}

/** The events of a chunk, with the keys of their rows. */
export const loadKeys = (
  session: Session,
  orgId: number,
  { id, receivedAt }: Chunk,
): Promise<readonly { readonly key: string; readonly id: string }[]> =>
  session.query({
    name: 'warehouse-keys',
    // An event's id contains the millisecond of its chunk, so this is a short range of the primary key.
    text: `select dedupe_key as key, id from events
           where org_id = $1 and received_at = $2 and request_id = $3 and id >= $4 and id < $5`,
    values: [orgId, receivedAt, id, firstIdOf(receivedAt), firstIdOf(new Date(receivedAt.getTime() + 1))],
  })
