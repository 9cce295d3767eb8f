import { distinct } from '../../../lib/distinct.ts'
import { DAY_MS } from '../../../lib/duration.ts'
import { groupBy } from '../../../lib/group-by.ts'
import type { Org } from '../../../runtime/catalog/catalog.ts'
import type { Session } from '../../../runtime/db/session.ts'
import type { Controls } from '../control/controls.ts'
import { isConversion, type Report, type Send } from '../report.ts'
import * as store from '../store.ts'
import { findPeople } from './identities.ts'
import { type Leads, matchCampaign, matchKnown } from './match.ts'
import { learnMessageIds, loadMessageIds } from './message-ids.ts'
import { recogniseAmong } from './platform-ids.ts'

const HORIZON_DAYS = 90

/** Whether a report that is no conversion can only be matched by knowing what its person was sent. */
export const needsPerson =
  (org: Org) =>
  (report: Report): boolean =>
    report.refs['copy_id'] !== undefined ||
    (!isConversion(report) && recogniseAmong(org.templates, report).length > 0)

/** Everything in the store that could name the reports' decisions; their person's messages for those that need it. */
export async function followLeads(
  session: Session,
  org: Org,
  reports: readonly Report[],
  isPersonal: (report: Report) => boolean,
  controls: Controls['controlOf'] = new Map(),
): Promise<Leads> {
  const ids = reports
    .flatMap(({ refs, trackingId, messageId }) => [refs['decision_id'], trackingId, messageId])
    .filter(id => id != null)
  const decisions = await store.loadDecisions(session, org.id, ids)
  const tracked = await store.loadTracked(
    session,
    org.id,
    reports.flatMap(({ trackingId, messageId }) => [trackingId, messageId]).filter(id => id !== null),
  )
  const personal = reports.filter(isPersonal)
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
    byPerson: report => [...new Set([...people.namesOf(report)].flatMap(name => byName.get(name) ?? []))],
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

/** Keeps the message ids that these reports teach; returns stored events that can be matched better for it. */
export async function learn(
  session: Session,
  org: Org,
  reports: readonly Report[],
  leads: Leads,
  /** Those to leave out, because they are looked at anyway. */
  knownIds: ReadonlySet<string>,
): Promise<readonly Report[]> {
  const teachings = reports.flatMap(report => {
    const { platform, messageId, type, id: eventId, at: taughtAt } = report
    if (messageId === null) return []
    const named = matchKnown(report, leads, org.templates)
    const match = named ?? (type === 'send' ? matchCampaign(report, leads, org.templates) : undefined)
    // Which those of controls are has been learned before.
    return match && !match.send.isExternal
      ? [{ platform, messageId, decisionId: match.send.id, rank: named ? 1 : 2, taughtAt, eventId }]
      : []
  })
  await learnMessageIds(session, org.id, teachings)
  const stored = await store.loadReportsOfMessages(session, org.id, [
    ...new Set(teachings.map(({ messageId }) => messageId)),
  ])
  return stored.filter(
    ({ id, matchedBefore }) =>
      !knownIds.has(id) && matchedBefore !== 'decision' && matchedBefore !== 'tracking-id',
  )
}

/** The leads, with the message ids learned so far. */
export async function loadTaught(
  session: Session,
  org: Org,
  reports: readonly Report[],
  leads: Leads,
): Promise<Leads> {
  const taught = await loadMessageIds(session, org.id, [
    ...new Set(reports.map(({ messageId }) => messageId).filter(id => id !== null)),
  ])
  const known = await store.loadDecisions(
    session,
    org.id,
    taught.map(({ decisionId }) => decisionId),
  )
  const byId = new Map(known.map(send => [send.id, send]))
  const entries = taught.flatMap(({ platform, messageId, decisionId }) => {
    const send = byId.get(decisionId)
    return send ? [[`${platform}|${messageId}`, send] as const] : []
  })
  return { ...leads, byMessageId: new Map(entries) }
}
