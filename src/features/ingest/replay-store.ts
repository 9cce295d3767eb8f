import { rows } from '../../runtime/db/rows.ts'
import type { Session } from '../../runtime/db/session.ts'

/** The progress of a replay, in requests. */
export interface Advance {
  readonly id: string | null
  readonly done: number
  /** Requests with another result than before. */
  readonly changed: number
  /** Items with the outcome `counted`. */
  readonly counted: number
}

/** Adds to the progress of replays, and marks finished ones. */
export async function saveAdvances(
  session: Session,
  orgId: number,
  advances: readonly Advance[],
  now: Date,
): Promise<void> {
  await session.query({
    name: 'ingest-replays',
    text: `update replays r set done = r.done + given.done, changed = r.changed + given.changed, counted = r.counted + given.counted,
             finished_at = case when r.is_handed and r.done + given.done >= r.handed_out then $2::timestamptz else r.finished_at end
           from ${ADVANCES.sql}
           where r.org_id = $1 and r.id = given.id`,
    values: [orgId, now, ...ADVANCES.values(advances)],
  })
}

const ADVANCES = rows<Advance>(
  {
    id: ['uuid', ({ id }) => id],
    done: ['int', ({ done }) => done],
    changed: ['int', ({ changed }) => changed],
    counted: ['int', ({ counted }) => counted],
  },
  { first: 3 },
)
