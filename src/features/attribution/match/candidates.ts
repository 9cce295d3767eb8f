import { isConversion, type StoredEvent } from '../../../core/events/stored-event.ts'
import { longestWindow } from '../../../core/measure/custom-metric.ts'
import { distinct } from '../../../lib/distinct.ts'
import { DAY_MS } from '../../../lib/duration.ts'
import type { Org } from '../../../runtime/catalog/catalog.ts'
import type { Session } from '../../../runtime/db/session.ts'
import { findPeople } from '../../../runtime/people/find-people.ts'
import type { HashingOrg } from '../../../runtime/people/hashing/hash-links.ts'
import { type Link, linksOf } from '../../../runtime/people/links.ts'
import type { Controls } from '../control/controls.ts'
import { loadDecisions, loadSendsOf, type Period } from '../decision-store.ts'
import { loadEventsToTeach } from '../event-store.ts'
import type { Send } from '../send.ts'
import { linkPeople } from './identity-link-store.ts'
import { loadTrackedOf } from './load-tracked.ts'
import { type Candidates, matchCampaign, matchKnown } from './match.ts'
import { loadMessageIds, saveMessageIds } from './message-id-store.ts'
import { recogniseAmong } from './platform-ids.ts'

const HORIZON_DAYS = 90

/** Whether an event, other than a conversion, can only be matched among the messages to its person. */
export const needsPerson =
  (org: Org) =>
  (event: StoredEvent): boolean =>
    event.refs['copy_id'] !== undefined ||
    (!isConversion(event) && recogniseAmong(org.templates, event).length > 0)

/** Candidates, and the links of names that were not known before. */
interface Loaded extends Candidates {
  readonly learned: readonly Link[]
}

/** Loads all decisions that the events may name, and the messages to the person for events that need them. */
export async function loadCandidates(
  session: Session,
  org: Org,
  events: readonly StoredEvent[],
  isPersonal: (event: StoredEvent) => boolean,
  controls: Controls['controlOf'] = new Map(),
): Promise<Loaded> {
  const ids = events
    .flatMap(({ refs, trackingId, messageId }) => [refs['decision_id'], trackingId, messageId])
    .filter(id => id != null)
  const decisions = await loadDecisions(session, org.id, ids)
  const byDecisionId = new Map(decisions.map(send => [send.id, send]))
  const byTrackingId = await loadTrackedOf(session, org, events, byDecisionId)
  const personal = events.filter(isPersonal)
  const times = personal.map(({ at }) => at.getTime())
  const horizonDays = Math.max(
    HORIZON_DAYS,
    longestWindow(org.customMetrics),
    ...[...org.templates.values()].map(({ attribution }) => attribution.lookbackDays),
  )
  const period = {
    from: new Date(Math.min(...times) - horizonDays * DAY_MS),
    until: new Date(Math.max(...times) + DAY_MS),
  }
  const { people, sends, learned } = await loadPersonal(session, org, personal, period)
  // Some external controls are not stored yet.
  const byName = indexByName(distinct([...sends, ...controls.values()]))
  return {
    byDecisionId,
    byTrackingId,
    byMessageId: new Map(),
    controlOf: controls,
    known: new Map(),
    byPerson(event) {
      const names = people.namesOf(event)
      const sendsOf = (name: string) => byName.get(name) ?? []
      const ofShared = people
        .sharedOf(event)
        .flatMap(shared => sendsOf(shared).filter(send => isOf(send, new Set([...names, shared]))))
      return [...new Set([...[...names].flatMap(sendsOf), ...ofShared])]
    },
    learned,
  }
}

const isOf = ({ userKey, email }: Send, names: ReadonlySet<string>): boolean =>
  [userKey, email].every(name => name === null || names.has(name))

/**
 * Loads the people of some events and the messages to them. The user id and the address of a message are one person's,
 * so they become a link, which may lead to further messages.
 */
async function loadPersonal(
  session: Session,
  org: HashingOrg,
  events: readonly StoredEvent[],
  period: Period,
) {
  const learned: Link[] = []
  for (;;) {
    const people = await findPeople(session, org.id, events)
    const sends = events.length === 0 ? [] : await loadSendsOf(session, org.id, people.allNames, period)
    const unknown = linksOf(sends).filter(link => !people.knows(link))
    const fresh = await linkPeople(session, org, unknown)
    if (fresh.length === 0) return { people, sends, learned }
    learned.push(...fresh)
  }
}

function indexByName(sends: readonly Send[]): ReadonlyMap<string, readonly Send[]> {
  const index = new Map<string, Send[]>()
  for (const send of sends) {
    for (const name of new Set([send.userKey, send.email])) {
      if (name === null) continue
      const list = index.get(name)
      if (list) list.push(send)
      else index.set(name, [send])
    }
  }
  return index
}

/** Stores the message ids that these events carry. Returns stored events that have a better match now. */
export async function recordTold(
  session: Session,
  org: Org,
  events: readonly StoredEvent[],
  candidates: Candidates,
  /** Events to leave out, because this pass matches them anyway. */
  knownIds: ReadonlySet<string>,
): Promise<readonly StoredEvent[]> {
  const learned = events.flatMap(event => {
    const { platform, messageId, type, id: eventId, at: learnedAt } = event
    if (messageId === null) return []
    const named = matchKnown(event, candidates, org.templates)
    const match = named ?? (type === 'send' ? matchCampaign(event, candidates, org.templates) : undefined)
    // The message ids of external controls are stored already.
    return match && !match.send.isExternal
      ? [{ platform, messageId, decisionId: match.send.id, rank: named ? 1 : 2, learnedAt, eventId }]
      : []
  })
  const changed = await saveMessageIds(session, org.id, learned)
  // A send may move conversions that carry nothing but the message id, even if the id was known.
  const sent = events.flatMap(event =>
    datesItsMessage(event) && event.messageId !== null ? [event.messageId] : [],
  )
  const learnedIds = new Set(learned.map(({ messageId }) => messageId))
  const stored = await loadEventsToTeach(session, org.id, [
    ...new Set([...changed, ...sent.filter(id => learnedIds.has(id))]),
  ])
  return stored.filter(({ id }) => !knownIds.has(id))
}

const datesItsMessage = ({ type, subtype }: StoredEvent): boolean =>
  type === 'send' || subtype === 'impression'

/** The candidates with the message ids, known now, of events that name no decision themselves. */
export async function withMessageIds(
  session: Session,
  org: Org,
  events: readonly StoredEvent[],
  candidates: Candidates,
): Promise<Candidates> {
  const unnamed = events.filter(event => matchKnown(event, candidates, org.templates) === undefined)
  const links = await loadMessageIds(session, org.id, [
    ...new Set(unnamed.map(({ messageId }) => messageId).filter(id => id !== null)),
  ])
  const tracked = [...candidates.byTrackingId.values()].flat()
  const byId = new Map([...candidates.byDecisionId, ...tracked.map(send => [send.id, send] as const)])
  const ids = new Set(links.map(({ decisionId }) => decisionId))
  for (const send of await loadDecisions(
    session,
    org.id,
    [...ids].filter(id => !byId.has(id)),
  ))
    byId.set(send.id, send)
  const entries = links.flatMap(({ platform, messageId, decisionId }) => {
    const send = byId.get(decisionId)
    return send ? [[`${platform}|${messageId}`, send] as const] : []
  })
  return { ...candidates, byMessageId: new Map(entries) }
}
