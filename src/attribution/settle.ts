import type { Org } from '../catalog/catalog.ts'
import type { Session } from '../db/db.ts'
import { distinct } from '../lib/distinct.ts'
import { attribute } from './attribute.ts'
import type { Attribution } from './facts.ts'
import { followLeads, learn, loadTaught, needsPerson } from './leads.ts'
import { type Link, linkPeople } from './links.ts'
import { type Leads, type Match, matchCampaign, matchMessage, matchNamed } from './match.ts'
import { findPeople } from './people.ts'
import { recount } from './recount.ts'
import { type Finding, isConversion, metricOf, type Report, type Send } from './report.ts'
import * as store from './store.ts'

/**
 * Works out what events count for, and brings every figure in line. The caller's transaction holds
 * the organisation's lock. New knowledge reaches back: a send that arrives late re-dates its
 * message's conversions, a message id that becomes known settles the events that only carried it,
 * and an address that turns out to be a user's joins the two. So the end state depends on the set
 * of events, not on their order.
 * @param arrived events that are not stored yet
 * @param again stored events to look at anew
 * @returns a finding for each of the arrived; those of stored events are written
 */
export async function settle(
  session: Session,
  org: Org,
  arrived: readonly Report[],
  again: readonly Report[] = [],
): Promise<ReadonlyMap<string, Finding>> {
  const arrivedIds = new Set(arrived.map(({ id }) => id))
  const links = await linkPeople(session, org.id, linksOf([...arrived, ...again]))
  const reopened = await reopen(
    session,
    org,
    links.flatMap(({ userId, email }) => [userId, email]),
    EVER,
  )
  const reports = distinct([...arrived, ...again, ...reopened])

  const messages = await settleMessages(session, org, reports, arrivedIds)
  const redated = await reopen(
    session,
    org,
    messages.redated.flatMap(({ send }) => [send.userKey, send.email]).filter(name => name !== null),
    new Date(Math.min(...messages.redated.map(({ since }) => since.getTime())) - SECOND_MS),
  )
  const conversions = distinct([...reports, ...messages.older, ...redated]).filter(isConversion)
  const conversionFindings = await settleConversions(session, org, conversions, arrivedIds)

  const findings = new Map([...messages.findings, ...conversionFindings])
  const all = distinct([...reports, ...messages.older, ...conversions])
  await store.saveFindings(
    session,
    org.id,
    all.flatMap(report => (arrivedIds.has(report.id) ? [] : withFinding(report, findings))),
  )
  return findings
}

/** What may be seen differently of these people, under whatever names it was reported. */
async function reopen(
  session: Session,
  org: Org,
  names: readonly string[],
  since: Date,
): Promise<readonly Report[]> {
  const persons = names.map(userKey => ({ userKey, email: null }))
  const people = await findPeople(session, org.id, persons)
  const allNames = new Set(persons.flatMap(person => [...people.namesOf(person)]))
  return store.loadOpenReportsOf(session, org.id, [...allNames], since)
}

const EVER = new Date(0)
// Times of sending are compared by the second.
const SECOND_MS = 1_000

/** Sends, opens, clicks and the like belong to one message; windows do not concern them. */
async function settleMessages(
  session: Session,
  org: Org,
  reports: readonly Report[],
  arrivedIds: ReadonlySet<string>,
) {
  const leads = await followLeads(session, org, reports, needsPerson(org))
  const older = await learn(session, org, reports, leads, arrivedIds)
  const withOlder = distinct([...reports, ...older])
  const taught = await loadTaught(session, org, withOlder, leads)
  const findings = new Map<string, Finding>()
  for (const report of withOlder) {
    if (isConversion(report)) continue
    findings.set(report.id, findingOf(report, bestMatch(report, taught, org)))
  }
  const affected = await save(
    session,
    org,
    withOlder.filter(report => !isConversion(report)),
    findings,
    arrivedIds,
  )
  return { findings, older, redated: await recount(session, org.id, affected) }
}

/** Conversions are credited by name and time, within the message they name or among the person's. */
async function settleConversions(
  session: Session,
  org: Org,
  reports: readonly Report[],
  arrivedIds: ReadonlySet<string>,
) {
  const everybody = () => true
  const leads = await loadTaught(session, org, reports, await followLeads(session, org, reports, everybody))
  const findings = new Map<string, Finding>()
  const sendsOf = new Map<string, readonly Send[]>()
  const crediting = { credit: org.credit, ruleOf: (id: string) => org.templates.get(id)?.attribution }
  for (const report of reports) {
    const match = bestMatch(report, leads, org)
    const credit = attribute(report, match ? [match.send] : leads.byPerson(report), crediting)
    const matchedBy = match?.way ?? 'person'
    if (credit.outcome === 'counted') {
      sendsOf.set(report.id, credit.sends)
      findings.set(report.id, { outcome: 'counted', reason: null, matchedBy, send: credit.sends[0] ?? null })
    } else {
      findings.set(report.id, {
        outcome: credit.outcome,
        reason: credit.reason,
        matchedBy: credit.nearest && matchedBy,
        send: credit.nearest,
      })
    }
  }
  const affected = await save(session, org, reports, findings, arrivedIds, sendsOf)
  await recount(session, org.id, affected)
  return findings
}

const bestMatch = (report: Report, leads: Leads, org: Org): Match | undefined =>
  matchNamed(report, leads) ?? matchMessage(report, leads) ?? matchCampaign(report, leads, org.templates)

function findingOf(report: Report, match: Match | undefined): Finding {
  if (report.type === 'ignored')
    return {
      outcome: 'ignored',
      reason: 'Events of this kind say nothing about the wording.',
      matchedBy: null,
      send: null,
    }
  const found = { matchedBy: match?.way ?? null, send: match?.send ?? null }
  if (metricOf(report) === undefined)
    return { outcome: 'noted', reason: 'Kept with its message; no figure is made of it.', ...found }
  if (!match)
    return {
      outcome: 'unmatched',
      reason: 'No decision of ours fits: no known tracking id, message id or campaign with this person.',
      ...found,
    }
  if (!match.send.counted)
    return { outcome: 'preview', reason: 'Its message was a preview, which is never counted.', ...found }
  return { outcome: 'counted', reason: null, ...found }
}

/** Writes what the reports count for. Returns every message that gained or lost one. */
async function save(
  session: Session,
  org: Org,
  reports: readonly Report[],
  findings: ReadonlyMap<string, Finding>,
  arrivedIds: ReadonlySet<string>,
  sendsOf?: ReadonlyMap<string, readonly Send[]>,
): Promise<readonly Send[]> {
  const storedIds = reports.map(({ id }) => id).filter(id => !arrivedIds.has(id))
  const losing = await store.loadDecisions(
    session,
    org.id,
    await store.loadAttributedTo(session, org.id, storedIds),
  )
  const gains = reports.flatMap(report => {
    const finding = findings.get(report.id)
    if (finding?.outcome !== 'counted' || finding.send === null) return []
    return (sendsOf?.get(report.id) ?? [finding.send]).map(send => ({
      send,
      attribution: toAttribution(report, send),
    }))
  })
  await store.saveAttributions(
    session,
    org.id,
    storedIds,
    gains.map(({ send, attribution }) => ({ ...attribution, decidedAt: send.decidedAt })),
  )
  return distinct([...losing, ...gains.map(({ send }) => send)])
}

const toAttribution = (report: Report, send: Send): Attribution => ({
  decisionId: send.id,
  eventId: report.id,
  metric: metricOf(report) ?? 'conversion',
  machine: report.machine === true,
  at: report.at,
  amountMinor: report.amountMinor,
  currency: report.currency,
})

const linksOf = (reports: readonly Report[]): readonly Link[] =>
  reports.flatMap(({ userKey, email }) =>
    userKey !== null && email !== null && userKey !== email ? [{ userId: userKey, email }] : [],
  )

const withFinding = (
  report: Report,
  findings: ReadonlyMap<string, Finding>,
): readonly (readonly [Report, Finding])[] => {
  const finding = findings.get(report.id)
  return finding ? [[report, finding]] : []
}
