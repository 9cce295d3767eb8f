import type { Kysely } from 'kysely'
import { createId, isId } from '../../../../lib/id.ts'
import type { Database } from '../../../../runtime/db/session.ts'
import type { Tables } from '../../../../runtime/db/tables.ts'
import { type Page, readCursor, toPage } from '../../../../runtime/http/page.ts'
import { Problem } from '../../../../runtime/http/problem.ts'
import type { RunView } from '../run-schema.ts'
import { NO_PROGRESS, type RunTrigger, type StoredRun, showRun } from './run.ts'

export interface NewRun {
  readonly orgId: number
  readonly sourceId: string
  readonly trigger: RunTrigger
  /** Who asks for it, in words. */
  readonly by: string | null
}

/** Queues a run. Undefined if the source has one that has not ended. */
export async function queueRun(
  kysely: Kysely<Tables>,
  { orgId, sourceId, trigger, by }: NewRun,
  now: Date,
): Promise<StoredRun | undefined> {
  return kysely
    .insertInto('warehouse_runs')
    .values({
      ...{ org_id: orgId, source_id: sourceId, id: createId(now.getTime()), trigger, started_by: by },
      ...{ queued_at: now, progress: JSON.stringify(NO_PROGRESS) },
    })
    .onConflict(conflict =>
      conflict.columns(['org_id', 'source_id']).where('state', 'in', ['queued', 'running']).doNothing(),
    )
    .returningAll()
    .$castTo<StoredRun>()
    .executeTakeFirst()
}

const select = (kysely: Kysely<Tables>, orgId: number, sourceId: string) =>
  kysely
    .selectFrom('warehouse_runs')
    .selectAll()
    .where('org_id', '=', orgId)
    .where('source_id', '=', sourceId)
    // The code that stores these columns is the only one.
    .$castTo<StoredRun>()

/** @throws Problem not-found */
export async function findRun(
  kysely: Kysely<Tables>,
  orgId: number,
  sourceId: string,
  id: string,
): Promise<StoredRun> {
  const found = isId(id)
    ? await select(kysely, orgId, sourceId).where('id', '=', id).executeTakeFirst()
    : undefined
  if (found) return found
  throw new Problem('not-found', `There is no run "${id}" of this source, or it is no longer kept.`)
}

/** Newest first. @throws Problem invalid-request if the cursor cannot be read */
export async function listRuns(
  { kysely }: Database,
  orgId: number,
  sourceId: string,
  { cursor, limit }: { readonly cursor?: string; readonly limit: number },
): Promise<Page<RunView>> {
  const last = readCursor(cursor, isId)
  const runs = await select(kysely, orgId, sourceId)
    .$if(last !== '', query => query.where('id', '<', last))
    .orderBy('id', 'desc')
    .limit(limit + 1)
    .execute()
  return toPage(runs, limit, ({ id }) => id, showRun)
}

/**
 * Ends a run. The process that reads stops after its present object; what was read until then stays.
 * @throws Problem not-found, or conflict if it has ended
 */
export async function cancelRun(
  { kysely }: Database,
  orgId: number,
  sourceId: string,
  id: string,
  now: Date,
): Promise<StoredRun> {
  const { state } = await findRun(kysely, orgId, sourceId, id)
  const canceled = await kysely
    .updateTable('warehouse_runs')
    .set({ state: 'canceled', ended_at: now })
    .where('org_id', '=', orgId)
    .where('id', '=', id)
    .where('state', 'in', ['queued', 'running'])
    .returning('id')
    .executeTakeFirst()
  if (canceled) return findRun(kysely, orgId, sourceId, id)
  throw new Problem('conflict', `The run is ${state} already. There is nothing to cancel.`)
}

/** Ends what is under way of a source. */
export async function cancelOpenRun({ kysely }: Database, orgId: number, sourceId: string, now: Date) {
  await kysely
    .updateTable('warehouse_runs')
    .set({ state: 'canceled', ended_at: now })
    .where('org_id', '=', orgId)
    .where('source_id', '=', sourceId)
    .where('state', 'in', ['queued', 'running'])
    .execute()
}

/** Deletes ended runs. @param before of their end */
export async function forgetOldRuns({ kysely }: Database, before: Date): Promise<void> {
  await kysely.deleteFrom('warehouse_runs').where('ended_at', '<', before).execute()
}
