import type { StoredEvent } from '../../../core/events/stored-event.ts'
import { groupBy } from '../../../lib/group-by.ts'
import type { Org } from '../../../runtime/catalog/catalog.ts'
import type { Session } from '../../../runtime/db/session.ts'
import { loadTracked } from '../decision-store.ts'
import type { Send } from '../send.ts'
import { type Candidates, matchTracked } from './match.ts'

/**
 * Loads the messages with the tracking ids that events may mean. A tracking id may be of any month, so no more are looked
 * up than are needed: none that is the id of a decision, and message ids only of events whose tracking id says nothing.
 */
export async function loadTrackedOf(
  session: Session,
  { id: orgId, templates }: Org,
  events: readonly StoredEvent[],
  byDecisionId: Candidates['byDecisionId'],
): Promise<Candidates['byTrackingId']> {
  const byTrackingId = new Map<string, readonly Send[]>()
  const openAt = (among: readonly StoredEvent[], name: 'trackingId' | 'messageId') =>
    among.filter(event => !matchTracked(event, event[name], { byDecisionId, byTrackingId }, templates))
  const load = async (ids: readonly (string | null)[]) => {
    const fresh = new Set(ids.flatMap(id => (id === null || byTrackingId.has(id) ? [] : [id])))
    const found = await loadTracked(session, orgId, [...fresh])
    for (const [id, sends] of groupBy(found, ({ trackingId }) => trackingId)) byTrackingId.set(id, sends)
  }
  await load(openAt(events, 'trackingId').map(({ trackingId }) => trackingId))
  await load(openAt(openAt(events, 'trackingId'), 'messageId').map(({ messageId }) => messageId))
  return byTrackingId
}
