import { distinct } from '../../lib/distinct.ts'
import { SECOND_MS } from '../../lib/duration.ts'
import type { Org } from '../../runtime/catalog/catalog.ts'
import type { Session } from '../../runtime/db/session.ts'
import { hasControls } from './control/control-reports.ts'
import { settleControls } from './control/controls.ts'
import type { Attribution } from './count/facts.ts'
import { recount } from './count/recount.ts'
import { attribute } from './credit-conversion.ts'
import { followLeads, learn, loadTaught, needsPerson } from './match/candidates.ts'
import { findPeople } from './match/identities.ts'
import { linkPeople, linksOf } from './match/identity-links.ts'
import { type Leads, type Match, matchCampaign, matchKnown, matchMessage } from './match/match.ts'
import { forgetTeachings } from './match/message-ids.ts'
import { recogniseAmong } from './match/platform-ids.ts'
import {
  type Finding,
  isConversion,
  isOfMessage,
  metricFor,
  metricOf,
  type Report,
  type Send,
} from './report.ts'
import * as store from './store.ts'
import { changedSince, withdraw } from './withdraw.ts'

export interface Settling {
  /** Events that are not stored yet. */
  readonly arrived: readonly Report[]
  /** Stored events to look at anew, as they are read now. */
  readonly again: readonly Report[]
  /** As they were read until now: those of `again`, and others that are stored no more. */
  readonly before: readonly Report[]
  readonly now: Date
}

/**
 * Works out what events count for, and brings every figure in line. The caller's transaction holds
 * the organisation's lock. New knowledge reaches back: a send that arrives late re-dates its
 * message's conversions, a message id that becomes known settles the events that only carried it,
 * and an address that turns out to be a user's joins the two. So the end state depends on the set
 * of events, not on their order.
 * @returns a finding for each of the arrived; those of stored events are written
 */
export async function settle(
  session: Session,
  org: Org,
  { arrived, again, before, now }: Settling,
): Promise<ReadonlyMap<string, Finding>> {
  const arrivedIds = new Set(arrived.map(({ id }) => id))
  const withdrawal = await withdraw(session, org, changedSince(before, again), [...arrived, ...again])
  // Templates may name other ids by now, so what these have taught is found out anew.
  const untaught = await forgetTeachings(session, org.id, again)
  const pupils = await store.loadReportsOfMessages(session, org.id, untaught)
  const links = await linkPeople(session, org.id, linksOf([...arrived, ...again]))
  const linked = await allNamesOf(
    session,
    org,
    links.flatMap(({ userId, email }) => [userId, email]),
  )
  const reopened = await store.loadOpenReportsOf(session, org.id, linked, EVER)
  const strays = hasControls(org) ? await store.loadStraysOf(session, org.id, linked, EVER) : []
  // Of several, the last counts: what is stored of `again` is what was said before.
  const given = (stored: readonly Report[]) => distinct([...stored, ...arrived, ...again])
  const reports = given([...withdrawal.reports, ...pupils, ...reopened, ...strays])

  const messages = await settleMessages(session, org, reports, { again, before, now, arrivedIds, given })
  const redatedSends = [...withdrawal.redated, ...messages.redated]
  const redated = await store.loadOpenReportsOf(
    session,
    org.id,
    await allNamesOf(
      session,
      org,
      redatedSends.flatMap(({ send }) => [send.userKey, send.email]).filter(name => name !== null),
    ),
    new Date(Math.min(...redatedSends.map(({ since }) => since.getTime())) - SECOND_MS),
  )
  const conversions = given([...messages.all, ...redated]).filter(isConversion)
  const conversionFindings = await settleConversions(session, org, conversions, arrivedIds)

  const findings = new Map([...messages.findings, ...conversionFindings])
  const all = distinct([...messages.all, ...conversions])
  await store.saveFindings(
    session,
    org.id,
    all.flatMap(report => (arrivedIds.has(report.id) ? [] : withFinding(report, findings))),
  )
  return findings
}

/** Every name that these people are known by. */
async function allNamesOf(session: Session, org: Org, names: readonly string[]): Promise<readonly string[]> {
  const persons = names.map(userKey => ({ userKey, email: null }))
  const people = await findPeople(session, org.id, persons)
  return [...new Set(persons.flatMap(person => [...people.namesOf(person)]))]
}

const EVER = new Date(0)
// Times of sending are compared by the second.

/** Sends, opens, clicks and the like belong to one message; windows do not concern them. */
async function settleMessages(
  session: Session,
  org: Org,
  looked: readonly Report[],
  { again, before, now, arrivedIds, given }: Circumstances,
) {
  const first = await followLeads(session, org, looked, needsPerson(org))
  const againIds = new Set(again.map(({ id }) => id))
  const controls = await settleControls(session, org, {
    reports: looked,
    before,
    againIds,
    leads: first,
    now,
  })
  const reports = given([...controls.reopened, ...looked])
  const { controlOf } = controls
  const leads =
    controls.redated.length > 0
      ? await followLeads(session, org, reports, needsPerson(org), controlOf)
      : { ...first, controlOf }
  const known = new Set(reports.map(({ id }) => id))
  const older = await learn(session, org, reports, leads, known)
  const all = distinct([...reports, ...older])
  const taught = await loadTaught(session, org, all, leads)
  const findings = new Map<string, Finding>()
  const messages = all.filter(report => !isConversion(report))
  for (const report of messages)
    findings.set(report.id, findingOf(report, bestMatch(report, taught, org), org))
  const affected = await save(session, org, messages, findings, arrivedIds)
  const redated = await recount(session, org.id, affected)
  return { findings, all, redated: [...controls.redated, ...redated] }
}

interface Circumstances extends Pick<Settling, 'again' | 'before' | 'now'> {
  readonly arrivedIds: ReadonlySet<string>
  /** Each of some reports as it is read now. */
  readonly given: (reports: readonly Report[]) => readonly Report[]
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
    const candidates = isOfMessage(report) ? [] : leads.byPerson(report)
    const credit = attribute(report, match ? [match.send] : candidates, crediting)
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
  matchKnown(report, leads, org.templates) ??
  matchMessage(report, leads, org.templates) ??
  matchCampaign(report, leads, org.templates)

function findingOf(report: Report, match: Match | undefined, { templates }: Org): Finding {
  if (report.type === 'ignored')
    return {
      outcome: 'ignored',
      reason: 'Events of this kind say nothing about the wording.',
      matchedBy: null,
      send: null,
    }
  if (report.type === 'user_deletion')
    return {
      outcome: 'noted',
      reason: 'The platform asked to forget the person, who has been erased.',
      matchedBy: null,
      send: null,
    }
  const found = { matchedBy: match?.way ?? null, send: match?.send ?? null }
  if ((match ? metricFor(report, match.send) : metricOf(report)) === undefined)
    return { outcome: 'noted', reason: 'Kept with its message; no figure is made of it.', ...found }
  if (!match)
    return {
      outcome: 'unmatched',
      reason: strangeReason(report, templates),
      ...found,
    }
  if (!match.send.counted)
    return { outcome: 'preview', reason: 'Its message was a preview, which is never counted.', ...found }
  return { outcome: 'counted', reason: null, ...found }
}

/** Why no decision fits. */
function strangeReason(report: Report, templates: Org['templates']): string {
  const [recognised] = recogniseAmong(templates, report)
  if (!recognised)
    return 'No decision of ours fits: no known tracking id, message id or campaign with this person.'
  const { role, template } = recognised
  const message = `Its ids say that it is about the ${role}'s message of template "${template.id}"`
  return report.userKey === null
    ? `${message}, but not who got it.`
    : `${message}, but no decision for the ${role} is known of this person before it.`
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
  metric: metricFor(report, send) ?? 'conversion',
  machine: report.machine === true,
  at: report.at,
  amountMinor: report.amountMinor,
  currency: report.currency,
})

const withFinding = (
  report: Report,
  findings: ReadonlyMap<string, Finding>,
): readonly (readonly [Report, Finding])[] => {
  const finding = findings.get(report.id)
  return finding ? [[report, finding]] : []
}
