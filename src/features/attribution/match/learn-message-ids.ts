import type { Org } from '../../../runtime/catalog/catalog.ts'
import { lockOrg } from '../../../runtime/db/org-lock.ts'
import type { Session } from '../../../runtime/db/session.ts'
import { settle } from '../attribute-events.ts'
import * as store from '../store.ts'
import { learnMessageIds } from './message-ids.ts'

/** A platform's id of a message, from whoever had the platform send it. */
export interface Lesson {
  readonly platform: string
  readonly messageId: string
  readonly decisionId: string
  readonly sentAt: Date
}

/**
 * Learns platforms' message ids from the sender itself, who knows them as well as a report that names the
 * decision. Reports that came before are looked at again. Needs a transaction.
 */
export async function teachMessageIds(
  session: Session,
  org: Org,
  lessons: readonly Lesson[],
  now: Date,
): Promise<void> {
  if (lessons.length === 0) return
  await lockOrg(session, org.id)
  await learnMessageIds(
    session,
    org.id,
    // No event taught it, so none that is withdrawn takes it back.
    lessons.map(({ sentAt, ...taught }) => ({
      ...taught,
      rank: 1,
      taughtAt: sentAt,
      eventId: taught.decisionId,
    })),
  )
  const messageIds = [...new Set(lessons.map(({ messageId }) => messageId))]
  const reports = await store.loadReportsOfMessages(session, org.id, messageIds)
  const again = reports.filter(
    ({ matchedBefore }) => matchedBefore !== 'decision' && matchedBefore !== 'tracking-id',
  )
  if (again.length > 0) await settle(session, org, { arrived: [], again, before: again, now })
}
