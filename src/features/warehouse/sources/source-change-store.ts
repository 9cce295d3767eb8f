import { createId } from '../../../lib/id.ts'
import type { Database } from '../../../runtime/db/session.ts'
import { Problem } from '../../../runtime/http/problem.ts'
import type { SourceContent, StoredSource } from './source.ts'
import { findSource, OF_COMMANDS, type Store, select } from './source-store.ts'

const SOURCES_MAX = 50

const columnsOf = ({ connection, reading, ...columns }: SourceContent, now: Date) => ({
  ...{ ...columns, kind: connection.kind, updated_at: now },
  ...{ connection: JSON.stringify(connection), reading: JSON.stringify(reading) },
})

/**
 * Stores a new source. What a command has imported under its name, and what a deleted source of this name has brought,
 * is its own from now on: nothing is counted twice.
 * @throws Problem already-exists, or unprocessable if there are too many
 */
export async function insertSource(
  { kysely }: Database,
  orgId: number,
  content: SourceContent,
  now: Date,
): Promise<StoredSource> {
  const columns = columnsOf(content, now)
  return kysely.transaction().execute(async transaction => {
    const present = await select(transaction).where('org_id', '=', orgId).execute()
    if (present.length >= SOURCES_MAX)
      throw new Problem(
        'unprocessable',
        `An organisation has at most ${SOURCES_MAX} sources. Delete one first.`,
      )
    const stored = await transaction
      .insertInto('warehouse_sources')
      .values({ ...columns, org_id: orgId, id: createId(now.getTime()), created_at: now })
      .onConflict(conflict =>
        conflict
          .columns(['org_id', 'name'])
          .doUpdateSet({ ...columns, created_at: now })
          .where('warehouse_sources.kind', '=', OF_COMMANDS),
      )
      .returning('id')
      .executeTakeFirst()
    if (stored === undefined) throw taken(content.name)
    return findSource(transaction, orgId, stored.id)
  })
}

const taken = (name: string) =>
  new Problem('already-exists', `There is a source "${name}" already. Change it with PATCH.`, [
    { field: '/name', message: 'is taken' },
  ])

/** @throws Problem not-found or already-exists */
export async function updateSource(
  { kysely }: Database,
  orgId: number,
  id: string,
  change: (present: StoredSource) => SourceContent,
  now: Date,
): Promise<StoredSource> {
  return kysely.transaction().execute(async transaction => {
    const present = await findSource(transaction, orgId, id)
    const content = change(present)
    if (content.name !== present.name) await refuseTaken(transaction, orgId, content.name)
    await transaction
      .updateTable('warehouse_sources')
      .set(columnsOf(content, now))
      .where('org_id', '=', orgId)
      .where('id', '=', id)
      .execute()
    return findSource(transaction, orgId, id)
  })
}

async function refuseTaken(store: Store, orgId: number, name: string): Promise<void> {
  const other = await store
    .selectFrom('warehouse_sources')
    .select('id')
    .where('org_id', '=', orgId)
    .where('name', '=', name)
    .executeTakeFirst()
  if (other) throw taken(name)
}

/**
 * Deletes what a person has set, with all secrets. What the source has brought stays counted, and its record stays under
 * its name, so that a new source of that name goes on.
 * @throws Problem not-found
 */
export async function deleteSource(
  { kysely }: Database,
  orgId: number,
  id: string,
  now: Date,
): Promise<void> {
  await kysely.transaction().execute(async transaction => {
    await findSource(transaction, orgId, id)
    await transaction
      .updateTable('warehouse_sources')
      .set({ kind: OF_COMMANDS, connection: null, reading: null, schedule: null, next_run_at: null })
      .where('org_id', '=', orgId)
      .where('id', '=', id)
      .execute()
    await transaction
      .deleteFrom('warehouse_shares')
      .where('org_id', '=', orgId)
      .where('source_id', '=', id)
      .execute()
    await transaction
      .updateTable('warehouse_runs')
      .set({ state: 'canceled', ended_at: now })
      .where('org_id', '=', orgId)
      .where('source_id', '=', id)
      .where('state', 'in', ['queued', 'running'])
      .execute()
  })
}
