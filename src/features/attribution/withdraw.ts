import type { StoredEvent } from '../../core/events/stored-event.ts'
import { distinct } from '../../lib/distinct.ts'
import type { Org } from '../../runtime/catalog/catalog.ts'
import type { Session } from '../../runtime/db/session.ts'
import { type Redated, recount } from './count/recount.ts'
import { findPeople } from './match/identities.ts'
import { linksOf, unlinkPeople } from './match/identity-links.ts'
import { forgetMessageIds } from './match/message-ids.ts'
import * as store from './store.ts'

/** What may be seen differently once some events are no more what they were. */
export interface Withdrawal {
  readonly events: readonly StoredEvent[]
  /** Messages whose time of sending has changed for it. */
  readonly redated: readonly Redated[]
}

/** Those of the stored events that are no more, or say something else now. */
export function changedSince(
  before: readonly StoredEvent[],
  again: readonly StoredEvent[],
): readonly StoredEvent[] {
  const now = new Map(again.map(event => [event.id, event]))
  return before.filter(event => {
    const is = now.get(event.id)
    return is === undefined || fingerprint(is) !== fingerprint(event)
  })
}

const fingerprint = ({ at, refs, ...event }: StoredEvent): string =>
  JSON.stringify([
    SAID.map(name => event[name]),
    at.getTime(),
    Object.entries(refs).sort(([left], [right]) => (left < right ? -1 : 1)),
  ])

const SAID = [
  'platform',
  'type',
  'subtype',
  'name',
  'userKey',
  'email',
  'messageId',
  'trackingId',
  'machine',
  'amountMinor',
  'currency',
] as const satisfies readonly (keyof StoredEvent)[]

/**
 * Takes back everything that events have brought about: what they counted for, the message ids they
 * told, the names they joined. What others say as well stays.
 * @param withdrawn as they were until now
 * @param staying what takes their place
 */
export async function withdraw(
  session: Session,
  org: Org,
  withdrawn: readonly StoredEvent[],
  staying: readonly StoredEvent[],
): Promise<Withdrawal> {
  if (withdrawn.length === 0) return { events: [], redated: [] }
  const ids = withdrawn.map(({ id }) => id)
  const losing = await store.loadDecisions(
    session,
    org.id,
    await store.loadAttributedTo(session, org.id, ids),
  )
  await store.saveAttributions(session, org.id, ids, [])
  const redated = await recount(session, org.id, losing)
  const unlinkedIds = await forgetMessageIds(session, org.id, withdrawn)
  const eventsOfUnlinkedMessages = await store.loadEventsOfMessages(session, org.id, unlinkedIds)
  const parted = await unlinkPeople(session, org.id, linksOf(withdrawn), ids, linksOf(staying))
  const names = parted.flatMap(({ userId, email }) => [userId, email])
  const eventsOfSeparated = await loadEverythingOf(session, org, names)
  return { events: distinct([...eventsOfUnlinkedMessages, ...eventsOfSeparated]), redated }
}

/** Everything that was reported of people who were taken for one, under whatever other names they have. */
async function loadEverythingOf(
  session: Session,
  org: Org,
  names: readonly string[],
): Promise<readonly StoredEvent[]> {
  if (names.length === 0) return []
  const people = await findPeople(
    session,
    org.id,
    names.map(userKey => ({ userKey, email: null })),
  )
  return store.loadEventsOf(session, org.id, [...new Set([...names, ...people.allNames])])
}
