import { isConversion, type StoredEvent } from '../../../core/events/stored-event.ts'
import { distinct } from '../../../lib/distinct.ts'
import { DAY_MS } from '../../../lib/duration.ts'
import { groupBy } from '../../../lib/group-by.ts'
import type { Org } from '../../../runtime/catalog/catalog.ts'
import type { Session } from '../../../runtime/db/session.ts'
import type { Controls } from '../control/controls.ts'
import type { Send } from '../send.ts'
import * as store from '../store.ts'
import { findPeople } from './identities.ts'
import { type Candidates, matchCampaign, matchKnown } from './match.ts'
import { loadMessageIds, saveMessageIds } from './message-ids.ts'
import { recogniseAmong } from './platform-ids.ts'

const HORIZON_DAYS = 90

/** Whether an event that is no conversion can only be matched by knowing what its person was sent. */
export const needsPerson =
  (org: Org) =>
  (event: StoredEvent): boolean =>
    event.refs['copy_id'] !== undefined ||
    (!isConversion(event) && recogniseAmong(org.templates, event).length > 0)

/** Everything in the store that could name the events' decisions; their person's messages for those that need it. */
export async function loadCandidates(
  session: Session,
  org: Org,
  events: readonly StoredEvent[],
  isPersonal: (event: StoredEvent) => boolean,
  controls: Controls['controlOf'] = new Map(),
): Promise<Candidates> {
  const ids = events
    .flatMap(({ refs, trackingId, messageId }) => [refs['decision_id'], trackingId, messageId])
    .filter(id => id != null)
  const decisions = await store.loadDecisions(session, org.id, ids)
  const tracked = await store.loadTracked(
    session,
    org.id,
    events.flatMap(({ trackingId, messageId }) => [trackingId, messageId]).filter(id => id !== null),
  )
  const personal = events.filter(isPersonal)
  const people = await findPeople(session, org.id, personal)
  const times = personal.map(({ at }) => at.getTime())
  const horizonDays = Math.max(
    HORIZON_DAYS,
    ...[...org.templates.values()].map(({ attribution }) => attribution.lookbackDays),
  )
  const period = {
    from: new Date(Math.min(...times) - horizonDays * DAY_MS),
    until: new Date(Math.max(...times) + DAY_MS),
  }
  const sends = personal.length === 0 ? [] : await store.loadSendsOf(session, org.id, people.allNames, period)
  // What is known of controls is in part not stored yet.
  const byName = indexByName(distinct([...sends, ...controls.values()]))
  return {
    byDecisionId: new Map(decisions.map(send => [send.id, send])),
    byTrackingId: groupBy(tracked, ({ trackingId }) => trackingId),
    byMessageId: new Map(),
    controlOf: controls,
    byPerson: event => [...new Set([...people.namesOf(event)].flatMap(name => byName.get(name) ?? []))],
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

/** Keeps the message ids that these events tell; returns stored events that can be matched better for it. */
export async function recordTold(
  session: Session,
  org: Org,
  events: readonly StoredEvent[],
  candidates: Candidates,
  /** Those to leave out, because they are looked at anyway. */
  knownIds: ReadonlySet<string>,
): Promise<readonly StoredEvent[]> {
  const learned = events.flatMap(event => {
    const { platform, messageId, type, id: eventId, at: learnedAt } = event
    if (messageId === null) return []
    const named = matchKnown(event, candidates, org.templates)
    const match = named ?? (type === 'send' ? matchCampaign(event, candidates, org.templates) : undefined)
    // Which those of controls are has been learned before.
    return match && !match.send.isExternal
      ? [{ platform, messageId, decisionId: match.send.id, rank: named ? 1 : 2, learnedAt, eventId }]
      : []
  })
  await saveMessageIds(session, org.id, learned)
  const stored = await store.loadEventsOfMessages(session, org.id, [
    ...new Set(learned.map(({ messageId }) => messageId)),
  ])
  return stored.filter(
    ({ id, matchedBy }) => !knownIds.has(id) && matchedBy !== 'decision' && matchedBy !== 'tracking-id',
  )
}

/** The candidates, with the message ids learned so far. */
export async function withMessageIds(
  session: Session,
  org: Org,
  events: readonly StoredEvent[],
  candidates: Candidates,
): Promise<Candidates> {
  const links = await loadMessageIds(session, org.id, [
    ...new Set(events.map(({ messageId }) => messageId).filter(id => id !== null)),
  ])
  const known = await store.loadDecisions(
    session,
    org.id,
    links.map(({ decisionId }) => decisionId),
  )
  const byId = new Map(known.map(send => [send.id, send]))
  const entries = links.flatMap(({ platform, messageId, decisionId }) => {
    const send = byId.get(decisionId)
    return send ? [[`${platform}|${messageId}`, send] as const] : []
  })
  return { ...candidates, byMessageId: new Map(entries) }
}
