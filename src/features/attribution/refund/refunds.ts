import type { StoredEvent } from '../../../core/events/stored-event.ts'
import { groupBy } from '../../../lib/group-by.ts'
import type { Org } from '../../../runtime/catalog/catalog.ts'
import type { Session } from '../../../runtime/db/session.ts'
import { findPeople } from '../../../runtime/people/find-people.ts'
import { loadCandidates, withMessageIds } from '../match/candidates.ts'
import type { Candidates, Match } from '../match/match.ts'
import { creditOfRefund, type MetricCredit } from '../metrics/credit-metric.ts'
import { loadMetricCreditsOf } from '../metrics/metric-credit-store.ts'
import { ofMetrics } from '../metrics/save-metric-credit.ts'
import type { Send, SendFinding } from '../send.ts'
import { loadAttributionsOf, loadDecisions, loadPurchasesOf, loadRefundsOf } from '../store.ts'
import { orderOf } from './order-of.ts'

interface Given {
  /** The conversions and refunds of this pass. The conversions are credited already. */
  readonly goals: readonly StoredEvent[]
  /** Former readings: their refunds may have lost the purchase that they took back. */
  readonly before: readonly StoredEvent[]
  /** The latest reading of each of these events. */
  readonly given: (events: readonly StoredEvent[]) => readonly StoredEvent[]
  readonly bestMatch: (event: StoredEvent, candidates: Candidates, org: Org) => Match | undefined
}

interface Refunds {
  readonly events: readonly StoredEvent[]
  readonly findings: ReadonlyMap<string, SendFinding>
  /** By event id. */
  readonly sendsOf: ReadonlyMap<string, readonly Send[]>
  /** What the refunds take back in custom metrics. */
  readonly metricCredits: readonly MetricCredit[]
}

const NONE: Refunds = { events: [], findings: new Map(), sendsOf: new Map(), metricCredits: [] }

/**
 * Finds the messages that refunds take money back from: the message that the refund names, else those that were credited
 * with the purchase. No window applies. Also looks again at stored refunds of people whose purchases are in this pass, so
 * the order of arrival does not matter.
 */
export async function attributeRefunds(session: Session, org: Org, pass: Given): Promise<Refunds> {
  const concerned = [...pass.goals, ...pass.before].filter(({ amountMinor }) => (amountMinor ?? 0) !== 0)
  if (concerned.length === 0) return NONE
  const people = await findPeople(session, org.id, concerned)
  const names = [...people.allNames]
  const stored = await loadRefundsOf(session, org.id, names)
  const inPass = pass.goals.filter(({ type }) => type === 'refund')
  const ids = new Set([...stored, ...inPass].map(({ id }) => id))
  const events = pass.given([...stored, ...inPass]).filter(({ type, id }) => type === 'refund' && ids.has(id))
  if (events.length === 0) return NONE

  const candidates = await candidatesFor(session, org, events)
  const purchases = pass
    .given([...(await loadPurchasesOf(session, org.id, names)), ...pass.goals])
    .filter(({ type }) => type !== 'refund')
  const byName = groupBy(purchases, ({ userKey }) => userKey ?? '')
  const credits = groupBy(
    await loadAttributionsOf(
      session,
      org.id,
      purchases.map(({ id }) => id),
    ),
    ({ eventId }) => eventId,
  )
  const measured = groupBy(
    await loadMetricCreditsOf(
      session,
      org.id,
      ofMetrics(purchases).map(({ id }) => id),
    ),
    ({ eventId }) => eventId,
  )
  const decisions = await loadDecisions(
    session,
    org.id,
    [...credits.values(), ...measured.values()].flat().map(({ decisionId }) => decisionId),
  )
  const sendOf = new Map(decisions.map(send => [send.id, send]))
  const findings = new Map<string, SendFinding>()
  const sendsOf = new Map<string, readonly Send[]>()
  const metricCredits: MetricCredit[] = []
  for (const event of events) {
    const match = pass.bestMatch(event, candidates, org)
    const own = [...people.namesOf(event)].flatMap(name => byName.get(name) ?? [])
    const bought = orderOf(event, own)
    const order = match ? undefined : bought
    const sends = match
      ? [match.send]
      : (credits.get(order?.id ?? '') ?? []).flatMap(({ decisionId }) => sendOf.get(decisionId) ?? [])
    findings.set(event.id, findingOf(event, match, order, sends))
    sendsOf.set(event.id, sends)
    const counted = (measured.get(bought?.id ?? '') ?? []).flatMap(({ metric, decisionId }) => {
      const send = sendOf.get(decisionId)
      return send ? [{ metric, send }] : []
    })
    metricCredits.push(...creditOfRefund(event, counted, org))
  }
  return { events, findings, sendsOf, metricCredits }
}

async function candidatesFor(
  session: Session,
  org: Org,
  events: readonly StoredEvent[],
): Promise<Candidates> {
  const candidates = await loadCandidates(session, org, events, () => true)
  return withMessageIds(session, org, events, candidates)
}

function findingOf(
  { amountMinor }: StoredEvent,
  match: Match | undefined,
  order: StoredEvent | undefined,
  sends: readonly Send[],
): SendFinding {
  const send = sends[0] ?? null
  const found = { matchedBy: match?.way ?? (send && ('person' as const)), send }
  if (amountMinor === null)
    return { outcome: 'noted', reason: 'It has no amount, so no money was taken back.', ...found }
  if (send?.counted === false)
    return { outcome: 'preview', reason: 'Its message was a preview. Previews are never counted.', ...found }
  if (send !== null) return { outcome: 'counted', reason: null, ...found }
  const reason = order
    ? 'The purchase that it takes back counts for no message, so no message lost money.'
    : 'Parley knows no earlier purchase of this person in this currency, so no money was taken back.'
  return { outcome: 'unmatched', reason, ...found }
}
