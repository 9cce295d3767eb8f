import type { StoredEvent } from '../../core/events/stored-event.ts'
import { distinct } from '../../lib/distinct.ts'
import type { Org } from '../../runtime/catalog/catalog.ts'
import type { Session } from '../../runtime/db/session.ts'
import { findPeople } from '../../runtime/people/find-people.ts'
import { linksOf } from '../../runtime/people/links.ts'
import { loadAttributedTo, saveAttributions } from './attribution-store.ts'
import { type Redated, recount } from './count/recount.ts'
import { loadDecisions } from './decision-store.ts'
import { loadEventsOf, loadEventsOfMessages } from './event-store.ts'
import { unlinkPeople } from './match/identity-link-store.ts'
import { forgetMessageIds } from './match/message-id-store.ts'
import { saveMetricCredit } from './metrics/save-metric-credit.ts'
import type { Send } from './send.ts'

/** The events and messages that a withdrawal affects. */
export interface Withdrawal {
  readonly events: readonly StoredEvent[]
  /** Messages that events no longer count for. */
  readonly losing: readonly Send[]
  /** Messages whose send time has changed. */
  readonly redated: readonly Redated[]
}

/** The stored events that no longer exist or have other content now. */
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

const fingerprint = ({ at, refs, metrics, ...event }: StoredEvent): string =>
  JSON.stringify([CONTENT.map(name => event[name]), at.getTime(), sorted(refs), sorted(metrics ?? {})])

const sorted = (fields: Readonly<Record<string, unknown>>) =>
  Object.entries(fields).sort(([left], [right]) => (left < right ? -1 : 1))

const CONTENT = [
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
 * Undoes all effects of some events: their attributions, the message ids learned from them, and the links between
 * names. Facts that other events confirm stay.
 * @param withdrawn the events as they were until now
 * @param staying the events that replace them
 */
export async function withdraw(
  session: Session,
  org: Org,
  withdrawn: readonly StoredEvent[],
  staying: readonly StoredEvent[],
): Promise<Withdrawal> {
  if (withdrawn.length === 0) return { events: [], losing: [], redated: [] }
  const ids = withdrawn.map(({ id }) => id)
  const losing = await loadDecisions(session, org.id, await loadAttributedTo(session, org.id, ids))
  await saveAttributions(session, org.id, withdrawn, [])
  const measured = await saveMetricCredit(session, org.id, withdrawn, [], new Set())
  const redated = await recount(session, org, distinct([...losing, ...measured]))
  const unlinkedIds = await forgetMessageIds(session, org.id, withdrawn)
  const eventsOfUnlinkedMessages = await loadEventsOfMessages(session, org.id, unlinkedIds)
  const parted = await unlinkPeople(session, org.id, linksOf(withdrawn), ids, linksOf(staying))
  const names = parted.flatMap(({ userId, email }) => [userId, email])
  const eventsOfSeparated = await loadEverythingOf(session, org, names)
  return { events: distinct([...eventsOfUnlinkedMessages, ...eventsOfSeparated]), losing, redated }
}

/** Loads all events of people who were linked until now, by all their names. */
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
  return loadEventsOf(session, org.id, [...new Set([...names, ...people.allNames])])
}
