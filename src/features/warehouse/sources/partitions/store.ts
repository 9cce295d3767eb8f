import { isId } from '../../../../lib/id.ts'
import type { Database } from '../../../../runtime/db/session.ts'
import { type Page, readCursor, toPage } from '../../../../runtime/http/page.ts'
import { Problem } from '../../../../runtime/http/problem.ts'
import { type StoredPartition, showPartition } from './partition.ts'
import type { PartitionView } from './schema.ts'

const FILES_SHOWN = 20

const SELECT = `
  select p.id, p.name, p.rows::float8 as rows, p.loaded_at, p.held_reason, p.waiting_reason, p.decision,
    p.first_event_at, p.last_event_at, f.count::int as count, f.bytes::float8 as bytes, f.refused, f.items
  from warehouse_partitions p left join lateral (
    select count(*) as count, coalesce(sum(bytes), 0) as bytes, json_agg(refused) filter (where refused <> '[]') as refused,
      (select json_agg(shown) from (
         select name, bytes, rows, fault from warehouse_files where (org_id, partition_id) = ($1, p.id)
         order by fault is null, name limit ${FILES_SHOWN}) shown) as items
    from warehouse_files where (org_id, partition_id) = ($1, p.id)
  ) f on true
  where p.org_id = $1 and p.source_id = $2`

/** The newest day first. @throws Problem invalid-request if the cursor cannot be read */
export async function listPartitions(
  db: Database,
  orgId: number,
  sourceId: string,
  { cursor, limit }: { readonly cursor?: string; readonly limit: number },
): Promise<Page<PartitionView>> {
  const last = readCursor(cursor)
  const found = await db.query<StoredPartition>({
    text: `${SELECT} and ($3 = '' or p.name < $3) order by p.name desc limit $4`,
    values: [orgId, sourceId, last, limit + 1],
  })
  return toPage(found, limit, ({ name }) => name, showPartition)
}

/** @throws Problem not-found */
export async function findPartition(
  db: Database,
  orgId: number,
  sourceId: string,
  id: string,
): Promise<StoredPartition> {
  const [found] = isId(id)
    ? await db.query<StoredPartition>({ text: `${SELECT} and p.id = $3`, values: [orgId, sourceId, id] })
    : []
  if (found) return found
  throw new Problem('not-found', `There is no partition "${id}" of this source. List them to see their ids.`)
}

/** Stores what a person says of the export of a partition that is held back. */
export async function saveDecision(
  { kysely }: Database,
  orgId: number,
  id: string,
  decision: 'accept' | 'keep',
): Promise<void> {
  await kysely
    .updateTable('warehouse_partitions')
    .set({ decision })
    .where('org_id', '=', orgId)
    .where('id', '=', id)
    .where('held_reason', 'is not', null)
    .execute()
}
