import type { Org } from '../../../runtime/catalog/catalog.ts'
import { lockOrg } from '../../../runtime/db/by-org/org-lock.ts'
import type { Session } from '../../../runtime/db/session.ts'
import { attributeEvents } from '../attribute-events.ts'
import { loadEventsToTeach } from '../event-store.ts'
import { saveMessageIds } from './message-id-store.ts'

/** A platform's message id, reported by the sender of the message. */
export interface MessageIdRecord {
  readonly platform: string
  readonly messageId: string
  readonly decisionId: string
  readonly sentAt: Date
}

/**
 * Stores message ids that the sender of the messages reports. They are as certain as those of an event that names the
 * decision. Attributes events that arrived earlier again. Needs a transaction.
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
    // The source is the decision, not an event, so withdrawing an event does not delete the id.
    records.map(({ sentAt, ...link }) => ({
      ...link,
      rank: 1,
      learnedAt: sentAt,
      eventId: link.decisionId,
    })),
  )
  const messageIds = [...new Set(records.map(({ messageId }) => messageId))]
  const again = await loadEventsToTeach(session, org.id, messageIds)
  if (again.length > 0) await attributeEvents(session, org, { arrived: [], again, before: again, now })
}
