import { rows } from '../../../runtime/db/rows.ts'
import type { Session } from '../../../runtime/db/session.ts'
import type { Send } from '../send.ts'

/** Sets the cell of decisions to ''. The caller's transaction holds the organisation's lock. */
export async function clearCells(session: Session, orgId: number, sends: readonly Send[]): Promise<void> {
  await session.query({
    text: `update decisions d set cell = '' from ${KEYS.sql}
           where d.org_id = $1 and d.id = given.id and d.decided_at = given.decided_at`,
    values: [orgId, ...KEYS.values(sends)],
  })
}

const KEYS = rows<Send>({
  id: ['uuid', ({ id }) => id],
  decided_at: ['timestamptz', ({ decidedAt }) => decidedAt],
})
