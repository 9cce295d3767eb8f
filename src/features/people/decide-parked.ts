import { lockOrg } from '../../runtime/db/by-org/org-lock.ts'
import type { Database, Session } from '../../runtime/db/session.ts'
import { Problem } from '../../runtime/http/problem.ts'
import { type Erasing, erase } from './erase.ts'
import { decide, findParked, type ParkedRow, tellRequest } from './parked-store.ts'
import { reachOf } from './reach.ts'
import type { Erased } from './schema.ts'

/**
 * Carries out a parked erasure, whatever it reaches.
 * @throws Problem not-found, or conflict if it was decided already
 */
export function confirmParked(db: Database, orgId: number, id: string, erasing: Erasing): Promise<Erased> {
  return db.transaction(async session => {
    await lockOrg(session, orgId)
    const { row, user } = await waiting(session, orgId, id)
    const reach = await reachOf(session, orgId, user)
    await tellRequest(session, orgId, row, user, CONFIRMED)
    const erased = await erase(session, orgId, [reach], [row], erasing)
    await decide(session, orgId, id, 'erased', erasing.now)
    return erased ?? { deleted: NOTHING }
  })
}

/**
 * Decides that a parked erasure is not carried out.
 * @throws Problem not-found, or conflict if it was decided already
 */
export function dismissParked(db: Database, orgId: number, id: string, now: Date): Promise<void> {
  return db.transaction(async session => {
    await lockOrg(session, orgId)
    const { row, user } = await waiting(session, orgId, id)
    await tellRequest(session, orgId, row, user, DISMISSED)
    await decide(session, orgId, id, 'dismissed', now)
  })
}

const CONFIRMED = 'The platform asked Parley to erase this person. A person confirmed it, and it was done.'
const DISMISSED = 'The platform asked Parley to erase this person. A person dismissed it. Nobody was erased.'

async function waiting(
  session: Session,
  orgId: number,
  id: string,
): Promise<{ readonly row: ParkedRow; readonly user: string }> {
  const row = await findParked(session, orgId, id)
  if (row === undefined)
    throw new Problem('not-found', `There is no parked erasure ${id}. See GET /orgs/:org/erasures.`)
  if (row.user === null)
    throw new Problem('conflict', `The erasure ${id} is decided already: ${row.decision ?? 'erased'}.`)
  return { row, user: row.user }
}

const NOTHING: Erased['deleted'] = {
  ...{ decisions: 0, messages: 0, events: 0, requests: 0, links: 0, message_keys: 0, message_ids: 0 },
  ...{ event_keys: 0, profile_writes: 0, feedback_deliveries: 0, deliveries: 0, send_times: 0 },
}
