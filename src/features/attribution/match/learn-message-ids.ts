import type { Org } from '../../../runtime/catalog/catalog.ts'
import { lockOrg } from '../../../runtime/db/org-lock.ts'
import type { Session } from '../../../runtime/db/session.ts'
import { attributeEvents } from '../attribute-events.ts'
import * as store from '../store.ts'
import { saveMessageIds } from './message-ids.ts'

/** A platform's id of a message, from whoever had the platform send it. */
export interface MessageIdRecord {
  readonly platform: string
  readonly messageId: string
  readonly decisionId: string
  readonly sentAt: Date
}

/**
 * Learns platforms' message ids from the sender itself, who knows them as well as an event that names the
 * decision. Events that came before are looked at again. Needs a transaction.
 */
export async function recordMessageIds(
  session: Session,
  org: Org,
  records: readonly MessageIdRecord[],
  now: Date,
): Promise<void> {
  if (records.length === 0) return
  await lockOrg(session, org.id)
  await saveMessageIds(
    session,
    org.id,
    // No event told it, so none that is withdrawn takes it back.
    records.map(({ sentAt, ...link }) => ({
      ...link,
      rank: 1,
      learnedAt: sentAt,
      eventId: link.decisionId,
    })),
  )
  const messageIds = [...new Set(records.map(({ messageId }) => messageId))]
  const events = await store.loadEventsOfMessages(session, org.id, messageIds)
  const again = events.filter(({ matchedBy }) => matchedBy !== 'decision' && matchedBy !== 'tracking-id')
  if (again.length > 0) await attributeEvents(session, org, { arrived: [], again, before: again, now })
}
