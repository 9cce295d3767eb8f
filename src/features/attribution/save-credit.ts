import type { StoredEvent } from '../../core/events/stored-event.ts'
import { distinct } from '../../lib/distinct.ts'
import { groupBy } from '../../lib/group-by.ts'
import type { Org } from '../../runtime/catalog/catalog.ts'
import type { Session } from '../../runtime/db/session.ts'
import { loadAttributedTo, saveAttributions } from './attribution-store.ts'
import type { Attribution } from './count/facts.ts'
import type { Gained } from './count/recount.ts'
import { loadDecisions } from './decision-store.ts'
import { metricFor, type Send, type SendFinding, type Share } from './send.ts'

/**
 * Writes which messages the events count for.
 * @param sharesOf for events that count for several messages, or for a part of their amount
 */
export async function saveCredit(
  session: Session,
  org: Org,
  events: readonly StoredEvent[],
  findings: ReadonlyMap<string, SendFinding>,
  arrivedIds: ReadonlySet<string>,
  sharesOf?: ReadonlyMap<string, readonly Share[]>,
): Promise<Credited> {
  const stored = events.filter(({ id }) => !arrivedIds.has(id))
  const storedIds = stored.map(({ id }) => id)
  const losing = await loadDecisions(session, org.id, await loadAttributedTo(session, org.id, storedIds))
  const gains = events.flatMap(event => {
    const finding = findings.get(event.id)
    if (finding?.outcome !== 'counted' || finding.send === null) return []
    return (sharesOf?.get(event.id) ?? [shareOf(event, finding.send)]).map(share => ({
      send: share.send,
      attribution: toAttribution(event, share),
    }))
  })
  await saveAttributions(
    session,
    org.id,
    stored,
    gains.map(({ send, attribution }) => ({ ...attribution, decidedAt: send.decidedAt })),
  )
  const affected = distinct([...losing, ...gains.map(({ send }) => send)])
  const gained = new Map(
    groupBy(
      gains.map(({ attribution }) => attribution),
      ({ decisionId }) => decisionId,
    ),
  )
  for (const { id } of losing) gained.delete(id)
  return { affected, gained }
}

interface Credited {
  /** Every message that gained or lost an event. */
  readonly affected: readonly Send[]
  /** What messages gained that lost none. */
  readonly gained: Gained
}

/** The whole amount of the event, for one message. */
export const shareOf = ({ amountMinor, currency }: StoredEvent, send: Send): Share => ({
  send,
  amountMinor,
  currency,
})

const toAttribution = (event: StoredEvent, { send, amountMinor, currency }: Share): Attribution => ({
  decisionId: send.id,
  eventId: event.id,
  metric: metricFor(event, send) ?? 'conversion',
  machine: event.machine === true,
  at: event.at,
  amountMinor,
  currency,
})
