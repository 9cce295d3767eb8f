import { ownNames } from '../../core/ids/person-names.ts'
import { lockOrg } from '../../runtime/db/org-lock.ts'
import type { Database, Session } from '../../runtime/db/session.ts'
import * as store from './erase-store.ts'
import { loadLinkedNames } from './name-store.ts'
import type { Erased } from './schema.ts'
import { EVERYTHING, findDecisions, findEvents } from './store.ts'

/**
 * Erases a person, in one transaction. Decisions, messages, events and attributions stay, so every figure stays the
 * same. They lose all names, attributes, ids that lead back to the person, and any other text from senders. The
 * webhook calls that carried the events lose their content, so they cannot be read again. The erasure covers the
 * same rows as `tracePerson`. Calls that still wait, and later reports of a platform, are new data. Unreadable
 * calls contain no known name, and are deleted when their retention ends.
 * @returns undefined if there is no data about the person
 */
export function erasePerson(
  db: Database,
  orgId: number,
  user: string,
  forgetCells: ForgetCells,
): Promise<Erased | undefined> {
  return db.transaction(async session => {
    await lockOrg(session, orgId)
    return eraseNamed(session, orgId, await namesOf(session, orgId, user), [], forgetCells)
  })
}

/**
 * Counts the decisions without attributes from now on. Runs within the transaction, which holds the organisation's
 * lock.
 */
export type ForgetCells = (session: Session, orgId: number, decisionIds: readonly string[]) => Promise<void>

/** A call in which a platform asked for an erasure. */
export interface ErasureOrder extends store.RequestKey {
  /** A user id, or an address. */
  readonly user: string
}

/**
 * Erases people at a platform's request, like `erasePerson`. Runs within the caller's transaction, which holds the
 * organisation's lock. The calls with the request lose their content too, even if there is no other data about the
 * person.
 */
export async function erasePeople(
  session: Session,
  orgId: number,
  orders: readonly ErasureOrder[],
  forgetCells: ForgetCells,
): Promise<void> {
  const names = new Set<string>()
  for (const user of new Set(orders.map(order => order.user)))
    for (const name of await namesOf(session, orgId, user)) names.add(name)
  await eraseNamed(session, orgId, [...names], orders, forgetCells)
}

async function namesOf(session: Session, orgId: number, user: string): Promise<readonly string[]> {
  const own = ownNames(user)
  return [...own, ...(await loadLinkedNames(session, orgId, own))]
}

async function eraseNamed(
  session: Session,
  orgId: number,
  names: readonly string[],
  orders: readonly ErasureOrder[],
  forgetCells: ForgetCells,
): Promise<Erased | undefined> {
  const decisions = await findDecisions(session, orgId, names, EVERYTHING)
  const events = await findEvents(session, orgId, names, EVERYTHING)
  await forgetCells(
    session,
    orgId,
    decisions.map(({ id }) => id),
  )
  const deleted = {
    // Keys come first: they are found through the events, as long as the events still have them.
    event_keys: await store.deleteEventKeys(session, orgId, events, names),
    decisions: await store.clearDecisions(session, orgId, decisions),
    messages: await store.clearMessages(session, orgId, decisions),
    events: await store.clearEvents(session, orgId, events),
    requests: await store.clearRequests(session, orgId, events, orders),
    links: await store.deleteLinks(session, orgId, names),
    message_keys: await store.deleteMessageKeys(session, orgId, decisions),
    message_ids: await store.deleteMessageIds(session, orgId, decisions),
    profile_writes: await store.deleteProfileWrites(session, orgId, decisions, names),
    feedback_deliveries: await store.deleteFeedback(session, orgId, decisions),
    deliveries: await store.clearDeliveries(session, orgId, decisions, names),
    send_times: await store.deleteSendTimes(session, orgId, names),
  }
  return Object.values(deleted).some(count => count > 0) ? { deleted } : undefined
}
