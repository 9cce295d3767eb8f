import { DAY_MS } from '../../lib/duration.ts'
import { createId, isId } from '../../lib/id.ts'
import type { Org } from '../../runtime/catalog/catalog.ts'
import { tryLockOrgWithin } from '../../runtime/db/by-org/org-lock.ts'
import type { Database } from '../../runtime/db/session.ts'
import { type Page, readCursor, toPage } from '../../runtime/http/page.ts'
import { Problem } from '../../runtime/http/problem.ts'
import type { Replay, ReplayFilter } from './replay-schema.ts'
import { concernedBy, handOut, loadRunning, type StoredReplay, showReplay } from './replay-store.ts'

/**
 * Starts to process calls again. The new result replaces the old one, so nothing is counted twice. The worker gets
 * some calls at a time, and the progress is stored with them. After a crash or a restart, the replay continues from
 * there.
 * @throws Problem invalid-request if a time cannot be read
 */
export async function startReplay(db: Database, org: Org, filter: ReplayFilter, now: Date): Promise<Replay> {
  const id = createId(now.getTime())
  const { total } = await db.kysely
    .selectFrom('inbound_requests')
    .select(eb => eb.fn.countAll<number>().as('total'))
    .where('org_id', '=', org.id)
    .where(concernedBy(filter, now, keptSince(org, now)))
    .executeTakeFirstOrThrow()
  const row = { org_id: org.id, id, filter: JSON.stringify(filter), total, created_at: now }
  await db.kysely.insertInto('replays').values(row).execute()
  await advance(db, org, id, now)
  return (await loadReplay(db, org.id, id)) as Replay
}

const keptSince = (org: Org, now: Date): Date =>
  new Date(Math.max(0, now.getTime() - org.retention.eventsDays * DAY_MS))

/**
 * Continues every running replay.
 * @returns whether there are any
 */
export async function advanceReplays(
  db: Database,
  findOrg: (id: number) => Promise<Org | undefined>,
  now: Date,
): Promise<boolean> {
  const running = await loadRunning(db)
  for (const { org_id, id } of running) {
    const org = await findOrg(org_id)
    if (org) await advance(db, org, id, now)
  }
  return running.length > 0
}

function advance(db: Database, org: Org, id: string, now: Date): Promise<void> {
  return db.kysely.transaction().execute(async transaction => {
    if (!(await tryLockOrgWithin(transaction, org.id))) return
    const replay = await transaction
      .selectFrom('replays')
      .selectAll()
      .where('org_id', '=', org.id)
      .where('id', '=', id)
      .where('finished_at', 'is', null)
      .where('canceled_at', 'is', null)
      .where('is_handed', '=', false)
      .forUpdate()
      .executeTakeFirst()
    if (replay) await handOut(transaction, replay, keptSince(org, now), now)
  })
}

/** The progress of a replay, or undefined if this id does not exist. */
export async function loadReplay(
  { kysely }: Database,
  orgId: number,
  id: string,
): Promise<Replay | undefined> {
  const row = await kysely
    .selectFrom('replays')
    .selectAll()
    .where('org_id', '=', orgId)
    .where('id', '=', id)
    .executeTakeFirst()
  return row && showReplay(row)
}

/**
 * All replays, newest first.
 * @throws Problem invalid-request if a cursor cannot be read
 */
export async function listReplays(
  { kysely }: Database,
  orgId: number,
  { cursor, limit }: { readonly cursor?: string; readonly limit: number },
): Promise<Page<Replay>> {
  const last = readCursor(cursor, isId)
  const rows: readonly StoredReplay[] = await kysely
    .selectFrom('replays')
    .selectAll()
    .where('org_id', '=', orgId)
    .$if(last !== '', select => select.where('id', '<', last))
    .orderBy('id', 'desc')
    .limit(limit + 1)
    .execute()
  return toPage(rows, limit, ({ id }) => id, showReplay)
}

/**
 * Stops a replay. Calls that the worker already has are still processed: at most some hundred.
 * @returns undefined if this id does not exist
 * @throws Problem conflict if it has already ended
 */
export async function cancelReplay(
  db: Database,
  orgId: number,
  id: string,
  now: Date,
): Promise<Replay | undefined> {
  const { numUpdatedRows } = await db.kysely
    .updateTable('replays')
    .set({ canceled_at: now })
    .where('org_id', '=', orgId)
    .where('id', '=', id)
    .where('finished_at', 'is', null)
    .where('canceled_at', 'is', null)
    .executeTakeFirst()
  const replay = await loadReplay(db, orgId, id)
  if (replay && numUpdatedRows === 0n)
    throw new Problem('conflict', `The replay is ${replay.state} already. There is nothing to cancel.`)
  return replay
}
