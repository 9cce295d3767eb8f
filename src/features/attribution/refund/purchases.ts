import type { StoredEvent } from '../../../core/events/stored-event.ts'
import { distinct } from '../../../lib/distinct.ts'
import { groupBy } from '../../../lib/group-by.ts'
import type { Session } from '../../../runtime/db/session.ts'
import { findPeople } from '../../../runtime/people/find-people.ts'
import type { Names } from '../../../runtime/people/links.ts'
import { loadAttributionsOf } from '../attribution-store.ts'
import { loadDecisions, loadSendsOf } from '../decision-store.ts'
import { loadPurchasesOf, loadPurchasesOfMessages } from '../event-store.ts'
import type { Send } from '../send.ts'

interface Purchases {
  /** The purchases of the person on an event, or of its message, and those that named only a message to that person. */
  readonly of: (event: Names, named: Send | undefined) => readonly StoredEvent[]
  /** The messages that were credited with a purchase. */
  readonly sendsOf: (purchase: StoredEvent) => readonly Send[]
}

interface Pass {
  readonly goals: readonly StoredEvent[]
  readonly given: (events: readonly StoredEvent[]) => readonly StoredEvent[]
}

const EVER = { from: new Date(0), until: new Date('9999-12-31') }

/** Loads the purchases of the people on some events and messages, whenever they were. */
export async function loadPurchases(
  session: Session,
  orgId: number,
  wanted: readonly Names[],
  named: readonly Send[],
  pass: Pass,
): Promise<Purchases> {
  const people = await findPeople(session, orgId, [...wanted, ...named])
  const messages = [...named, ...(await loadSendsOf(session, orgId, people.allNames, EVER))]
  const ids = [...new Set(messages.map(({ id }) => id))]
  const stored = [
    ...(await loadPurchasesOf(session, orgId, people.allNames)),
    ...(await loadPurchasesOfMessages(session, orgId, ids)),
  ]
  const events = distinct(pass.given([...stored, ...pass.goals])).filter(({ type }) => type !== 'refund')
  const credits = await loadAttributionsOf(
    session,
    orgId,
    events.map(({ id }) => id),
  )
  const decisions = await loadDecisions(
    session,
    orgId,
    credits.map(({ decisionId }) => decisionId),
  )
  const sendOf = new Map(decisions.map(send => [send.id, send]))
  const creditsOf = groupBy(credits, ({ eventId }) => eventId)
  const sendsOf = (purchase: StoredEvent) =>
    (creditsOf.get(purchase.id) ?? []).flatMap(({ decisionId }) => sendOf.get(decisionId) ?? [])
  const nameOf = (purchase: StoredEvent): string => {
    const [send] = purchase.userKey === null ? sendsOf(purchase) : []
    return purchase.userKey ?? send?.userKey ?? send?.email ?? send?.id ?? ''
  }
  const byName = groupBy(events, nameOf)
  return {
    of: (event, send) => {
      const names = new Set(people.namesOf(event))
      if (send !== undefined) for (const name of [...people.namesOf(send), send.id]) names.add(name)
      return [...names].flatMap(name => byName.get(name) ?? [])
    },
    sendsOf,
  }
}
