import {
  type EventsToAttribute,
  isConversion,
  isOfMessage,
  type StoredEvent,
} from '../../core/events/stored-event.ts'
import { distinct } from '../../lib/distinct.ts'
import { SECOND_MS } from '../../lib/duration.ts'
import type { Org } from '../../runtime/catalog/catalog.ts'
import type { Session } from '../../runtime/db/session.ts'
import { findPeople } from '../../runtime/people/find-people.ts'
import { type Link, linksOf, type Names } from '../../runtime/people/links.ts'
import { hasControls } from './control/control-candidates.ts'
import { reconcileControls } from './control/controls.ts'
import { recount } from './count/recount.ts'
import { noteTraced } from './count/rung-store.ts'
import { creditConversion } from './credit-conversion.ts'
import { loadEventsOfMessages, loadOpenEventsOf, loadUnmatchedOf, saveFindings } from './event-store.ts'
import { creditedOf, findingOf } from './finding.ts'
import { loadCandidates, needsPerson, recordTold, withMessageIds } from './match/candidates.ts'
import { linkPeople } from './match/identity-link-store.ts'
import { isAmong, joinedOrParted } from './match/joined-or-parted.ts'
import { CLOCK_SKEW_MS } from './match/latest.ts'
import {
  type Candidates,
  type Match,
  matchCampaign,
  matchKnown,
  matchMessage,
  templatesInDoubt,
} from './match/match.ts'
import { forgetMessageIds } from './match/message-id-store.ts'
import { creditByMessage, creditByTime, type MetricCredit } from './metrics/credit-metric.ts'
import { ofMetrics, saveMetricCredit, withMetrics } from './metrics/save-metric-credit.ts'
import { attributeRefunds } from './refund/refunds.ts'
import { saveCredit, shareOf } from './save-credit.ts'
import type { SendFinding, Share } from './send.ts'
import { changedSince, withdraw } from './withdraw.ts'

/** Events, and links of names that nothing but decisions has shown. */
export interface ToAttribute extends EventsToAttribute {
  readonly joining?: readonly Link[]
}

/**
 * Attributes events to messages and brings every figure in line. The caller's transaction holds the organisation's
 * lock. New knowledge reaches back: a send that arrives late changes the credit of its message's conversions, a new
 * message id matches the events that carry only this id, and an address that turns out to belong to a user id joins the
 * two. So the end state depends on the set of events, not on their order.
 * @returns a finding for each event in `arrived`; the findings of stored events are written
 */
export async function attributeEvents(
  session: Session,
  org: Org,
  { arrived, again, before, joining = [], now }: ToAttribute,
): Promise<ReadonlyMap<string, SendFinding>> {
  const arrivedIds = new Set(arrived.map(({ id }) => id))
  const withdrawal = await withdraw(session, org, changedSince(before, again), [...arrived, ...again])
  // The settings of templates may have changed, so the message ids learned from these events are learned anew.
  const unlinkedIds = await forgetMessageIds(session, org.id, again)
  const eventsOfUnlinkedMessages = await loadEventsOfMessages(session, org.id, unlinkedIds)
  const links = await linkPeople(session, org, [...linksOf([...arrived, ...again]), ...joining])
  const { names: linked, whole } = await joinedOrParted(session, org, links)
  const linkedNames = new Set(linked)
  const reopened = await loadOpenEventsOf(session, org.id, linked, EVER)
  const unmatchedEvents = hasControls(org) ? await loadUnmatchedOf(session, org.id, linked, EVER) : []
  // Of equal ids the last one stays: the stored rows of `again` hold the former reading.
  const given = (stored: readonly StoredEvent[]) => distinct([...stored, ...arrived, ...again])
  const events = given([...withdrawal.events, ...eventsOfUnlinkedMessages, ...reopened, ...unmatchedEvents])

  const messages = await attributeMessages(session, org, events, { again, before, now, arrivedIds, given })
  const redatedSends = [...withdrawal.redated, ...messages.redated]
  const redated = await loadOpenEventsOf(
    session,
    org.id,
    // All open events of the others are in this pass already.
    (
      await allNamesOf(
        session,
        org,
        // Of the people that are whole, as long as no more links are learned, all names are among those.
        redatedSends
          .map(({ send }) => send)
          .filter(send => messages.learned.length > 0 || !isAmong(send, whole)),
      )
    ).filter(name => !linkedNames.has(name)),
    // `creditConversion` rounds send times down to the second.
    new Date(Math.min(...redatedSends.map(({ since }) => since.getTime())) - SECOND_MS),
  )
  const goals = given([...messages.all, ...redated]).filter(isConversion)
  const {
    conversionFindings,
    conversions: credited,
    affected,
  } = await attributeConversions(session, org, goals.filter(isCredited), {
    arrivedIds,
    given,
    learned: messages.learned,
  })
  const refunds = await attributeRefunds(session, org, {
    goals: distinct([...goals, ...credited]),
    before,
    changed: distinct([...withdrawal.losing, ...affected]),
    given,
    bestMatch,
  })
  const { events: refunded, findings: refundFindings, sharesOf, metricCredits } = refunds
  const taken = await saveCredit(session, org, refunded, refundFindings, arrivedIds, sharesOf)
  const measured = await saveMetricCredit(session, org.id, refunded, metricCredits, arrivedIds)
  await recount(session, org, distinct([...taken.affected, ...measured]), taken.gained)

  const findings = new Map([
    ...messages.findings,
    ...conversionFindings,
    ...withMetrics(refundFindings, metricCredits),
  ])
  const all = distinct([...messages.all, ...credited, ...refunded])
  await saveFindings(
    session,
    org.id,
    all.flatMap(event => (arrivedIds.has(event.id) ? [] : withFinding(event, findings))),
  )
  await noteTraced(session, org.id, all, findings)
  return findings
}

/** All user ids and addresses of these people. */
const allNamesOf = async (session: Session, org: Org, people: readonly Names[]): Promise<readonly string[]> =>
  (await findPeople(session, org.id, people)).allNames

const EVER = new Date(0)

/** Attributes all events but conversions. Each belongs to one message; attribution windows do not apply. */
async function attributeMessages(
  session: Session,
  org: Org,
  looked: readonly StoredEvent[],
  { again, before, now, arrivedIds, given }: Pass,
) {
  const first = await loadCandidates(session, org, looked, needsPerson(org))
  const againIds = new Set(again.map(({ id }) => id))
  const learned = [...first.learned]
  const controls = await reconcileControls(session, org, {
    events: looked,
    before,
    againIds,
    candidates: first,
    now,
  })
  const events = given([...controls.reopened, ...looked])
  const { controlOf } = controls
  const candidates =
    controls.redated.length > 0
      ? await loadCandidates(session, org, events, needsPerson(org), controlOf)
      : controlOf.size > 0
        ? { ...first, controlOf, known: new Map() }
        : first
  // A control that was just made can have two names.
  if (controls.redated.length > 0) learned.push(...candidates.learned)
  const known = new Set(events.map(({ id }) => id))
  const older = await recordTold(session, org, events, candidates, known)
  const all = distinct([...events, ...older])
  const complete = await withMessageIds(session, org, all, candidates)
  const findings = new Map<string, SendFinding>()
  const messages = all.filter(event => !isConversion(event))
  for (const event of messages) {
    const match = bestMatch(event, complete, org)
    const inDoubt = match ? [] : templatesInDoubt(event, complete, org.templates)
    findings.set(event.id, findingOf(event, match, org, inDoubt))
  }
  const { affected, gained } = await saveCredit(session, org, messages, findings, arrivedIds)
  const credits = creditByMessage(messages, findings, org)
  const measured = await saveMetricCredit(session, org.id, ofMetrics(messages), credits, arrivedIds)
  const redated = await recount(session, org, distinct([...affected, ...measured]), gained)
  return {
    findings: withMetrics(findings, credits),
    all,
    redated: [...controls.redated, ...redated],
    learned,
  }
}

interface Pass extends Pick<EventsToAttribute, 'again' | 'before' | 'now'> {
  readonly arrivedIds: ReadonlySet<string>
  /** The latest reading of each of these events. */
  readonly given: (events: readonly StoredEvent[]) => readonly StoredEvent[]
}

/** Credits conversions by name and time: to the message that they name, else among all messages to the person. */
async function attributeConversions(
  session: Session,
  org: Org,
  settled: readonly StoredEvent[],
  { arrivedIds, given, learned }: Pick<Pass, 'arrivedIds' | 'given'> & { readonly learned: readonly Link[] },
) {
  const everybody = () => true
  const first = await loadCandidates(session, org, settled, everybody)
  const links = [...learned, ...first.learned]
  const { names } = await joinedOrParted(session, org, links)
  const joined = await loadOpenEventsOf(session, org.id, names, EVER)
  const events = links.length === 0 ? settled : given([...joined, ...settled]).filter(isCredited)
  const loaded = links.length === 0 ? first : await loadCandidates(session, org, events, everybody)
  const candidates = await withMessageIds(session, org, events, loaded)
  const findings = new Map<string, SendFinding>()
  const sharesOf = new Map<string, readonly Share[]>()
  const metricCredits: MetricCredit[] = []
  const crediting = { credit: org.credit, ruleOf: (id: string) => org.templates.get(id)?.attribution }
  for (const event of events) {
    const match = bestMatch(event, candidates, org)
    const sends = isOfMessage(event) ? [] : candidates.byPerson(event)
    const skewMs = match ? CLOCK_SKEW_MS : 0
    const possible = match ? [match.send] : sends
    const credit = creditConversion(event, possible, { ...crediting, skewMs })
    metricCredits.push(...creditByTime(event, possible, org, skewMs))
    const matchedBy = match?.way ?? 'person'
    const inDoubt = sends.length === 0 && !match ? templatesInDoubt(event, candidates, org.templates) : []
    if (credit.outcome === 'counted')
      sharesOf.set(
        event.id,
        credit.sends.map(send => shareOf(event, send)),
      )
    findings.set(event.id, creditedOf(credit, matchedBy, inDoubt))
  }
  const credited = await saveCredit(session, org, events, findings, arrivedIds, sharesOf)
  const measured = await saveMetricCredit(session, org.id, ofMetrics(events), metricCredits, arrivedIds)
  const affected = distinct([...credited.affected, ...measured])
  await recount(session, org, affected, credited.gained)
  return { conversionFindings: withMetrics(findings, metricCredits), conversions: events, affected }
}

/** Refunds follow the credit of their purchases. */
const isCredited = (event: StoredEvent): boolean => isConversion(event) && event.type !== 'refund'

const bestMatch = (event: StoredEvent, candidates: Candidates, org: Org): Match | undefined =>
  matchKnown(event, candidates, org.templates) ??
  matchMessage(event, candidates, org.templates) ??
  matchCampaign(event, candidates, org.templates)

const withFinding = (
  event: StoredEvent,
  findings: ReadonlyMap<string, SendFinding>,
): readonly (readonly [StoredEvent, SendFinding])[] => {
  const finding = findings.get(event.id)
  return finding ? [[event, finding]] : []
}
