import type { Selectable } from 'kysely'
import { isId } from '../../lib/id.ts'
import { daysBefore, loadRetentions } from '../../runtime/db/by-org/retention.ts'
import type { Database } from '../../runtime/db/session.ts'
import type { ProfileWriteRow } from '../../runtime/db/table-rows/outgoing-rows.ts'
import { Problem } from '../../runtime/http/problem.ts'
import type { ProfileWrite, WriteState } from './schema.ts'

/**
 * Tries a write at once, with the full number of attempts again.
 * @throws Problem not-found, or conflict if the write needs no further attempt
 */
export async function retryWrite(
  { kysely }: Database,
  orgId: number,
  id: string,
  now: Date,
): Promise<ProfileWrite> {
  const own = isId(id) ? id : undefined
  const retried =
    own &&
    (await kysely
      .updateTable('profile_writes')
      .set({ state: 'waiting', attempts: 0, due_at: now, finished_at: null })
      .where('org_id', '=', orgId)
      .where('id', '=', own)
      .where('state', 'in', ['waiting', 'dead'])
      .returningAll()
      .executeTakeFirst())
  if (retried) return toProfileWrite(retried)
  const present =
    own &&
    (await kysely
      .selectFrom('profile_writes')
      .select('state')
      .where('org_id', '=', orgId)
      .where('id', '=', own)
      .where('state', '<>', 'intended')
      .executeTakeFirst())
  if (!present) throw new Problem('not-found', `There is no profile write "${id}", or it is no longer kept.`)
  throw new Problem('conflict', `The write is ${present.state}: there is nothing to try again.`)
}

/** Deletes writes when the organisation's retention of calls ends. */
export async function forgetOldWrites(db: Database, now: Date): Promise<void> {
  for (const { orgId, requestsDays } of await loadRetentions(db))
    await db.query({
      text: 'delete from profile_writes where org_id = $1 and created_at < $2',
      values: [orgId, daysBefore(now, requestsDays)],
    })
}

/** The write as the interface shows it. */
export const toProfileWrite = (row: Selectable<ProfileWriteRow>): ProfileWrite => ({
  id: row.id,
  platform: row.platform,
  template_id: row.template_id,
  copy_id: row.variant_id,
  decision_id: row.decision_id,
  user_id: row.user_key,
  tracking_id: row.tracking_id,
  state: row.state as WriteState,
  attempts: row.attempts,
  created_at: row.created_at.toISOString(),
  due_at: row.state === 'waiting' ? row.due_at.toISOString() : null,
  finished_at: row.finished_at?.toISOString() ?? null,
  status: row.status,
  reason: row.reason,
})
