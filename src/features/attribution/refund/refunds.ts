import type { StoredEvent } from '../../../core/events/stored-event.ts'
import type { Org } from '../../../runtime/catalog/catalog.ts'
import type { Session } from '../../../runtime/db/session.ts'
import { findPeople } from '../../../runtime/people/find-people.ts'
import { loadRefundsOf, loadRefundsOfMessages } from '../event-store.ts'
import { loadCandidates, withMessageIds } from '../match/candidates.ts'
import type { Candidates, Match } from '../match/match.ts'
import type { MetricCredit } from '../metrics/credit-metric.ts'
import type { Send, SendFinding, Share } from '../send.ts'
import { refundFindingOf } from './finding.ts'
import { metricRefunds } from './metric-refunds.ts'
import { orderOf } from './order-of.ts'
import { loadPurchases } from './purchases.ts'
import { sharesOf } from './shares.ts'

interface Given {
  /** The conversions and refunds of this pass. The conversions are credited already. */
  readonly goals: readonly StoredEvent[]
  /** Former readings: their refunds may have lost the purchase that they took back. */
  readonly before: readonly StoredEvent[]
  /** The messages that have gained or lost a conversion. */
  readonly changed: readonly Send[]
  /** The latest reading of each of these events. */
  readonly given: (events: readonly StoredEvent[]) => readonly StoredEvent[]
  readonly bestMatch: (event: StoredEvent, candidates: Candidates, org: Org) => Match | undefined
}

interface Refunds {
  readonly events: readonly StoredEvent[]
  readonly findings: ReadonlyMap<string, SendFinding>
  /** What each refund takes back, by event id. */
  readonly sharesOf: ReadonlyMap<string, readonly Share[]>
  /** What the refunds take back in custom metrics. */
  readonly metricCredits: readonly MetricCredit[]
}

const NONE: Refunds = { events: [], findings: new Map(), sharesOf: new Map(), metricCredits: [] }

/**
 * Finds what refunds take back, and from which messages. No window applies. Also looks again at stored refunds of people
 * and messages whose purchases are in this pass, so the order of arrival does not matter.
 */
export async function attributeRefunds(session: Session, org: Org, pass: Given): Promise<Refunds> {
  const events = await loadRefunds(session, org, pass)
  if (events.length === 0) return NONE
  const loaded = await loadCandidates(session, org, events, () => true)
  const candidates = await withMessageIds(session, org, events, loaded)
  const matched = events.map(event => ({ event, match: pass.bestMatch(event, candidates, org) }))
  const named = matched.flatMap(({ match }) => match?.send ?? [])
  const purchases = await loadPurchases(session, org.id, events, named, pass)

  const refunds = matched.map(({ event, match }) => {
    const own = purchases.of(event, match?.send)
    // Without an order id, a refund that names a message is about a purchase that counts for it.
    const isOfMessage = match !== undefined && event.refs['order_id'] === undefined
    const ofMessage = (purchase: StoredEvent) =>
      purchases.sendsOf(purchase).some(({ id }) => id === match?.send.id)
    return { event, match, order: orderOf(event, isOfMessage ? own.filter(ofMessage) : own) }
  })
  const shares = sharesOf(refunds, purchases.sendsOf)
  const findings = refunds.map(refund => {
    const credited = refund.order.flatMap(purchases.sendsOf)
    return [refund.event.id, refundFindingOf(refund, shares.get(refund.event.id) ?? [], credited)] as const
  })
  const metricCredits = await metricRefunds(session, org, refunds)
  return { events, findings: new Map(findings), sharesOf: shares, metricCredits }
}

/** The refunds of this pass, and the stored ones of the people and messages with money in it. */
async function loadRefunds(session: Session, org: Org, pass: Given): Promise<readonly StoredEvent[]> {
  const concerned = [...pass.goals, ...pass.before].filter(
    ({ type, amountMinor }) => type === 'refund' || (amountMinor ?? 0) !== 0,
  )
  if (concerned.length === 0) return []
  const { allNames } = await findPeople(session, org.id, [...concerned, ...pass.changed])
  const ids = pass.changed.map(({ id }) => id)
  const stored = [
    ...(await loadRefundsOf(session, org.id, allNames)),
    ...(await loadRefundsOfMessages(session, org.id, ids)),
  ]
  const inPass = pass.goals.filter(({ type }) => type === 'refund')
  const known = new Set([...stored, ...inPass].map(({ id }) => id))
  return pass.given([...stored, ...inPass]).filter(({ type, id }) => type === 'refund' && known.has(id))
}
