import { maskNames } from '../../core/ids/mask-names.ts'
import { lockOrg } from '../../runtime/db/by-org/org-lock.ts'
import type { Database, Session } from '../../runtime/db/session.ts'
import * as store from './erase-store.ts'
import { findEventNames, findUsedNames, replaceEventName } from './event-name-store.ts'
import { decideErased } from './parked-store.ts'
import { isWide, type Reach, reachOf } from './reach.ts'
import type { Erased } from './schema.ts'

/**
 * Counts the decisions without attributes from now on. Runs within the transaction, which holds the organisation's
 * lock.
 */
export type ForgetCells = (session: Session, orgId: number, decisionIds: readonly string[]) => Promise<void>

export interface Erasing {
  readonly forgetCells: ForgetCells
  readonly now: Date
}

/** What came of an erasure: what was erased, or what it would reach. Undefined: there is no data about the person. */
export type Erasure =
  | { readonly erased: Erased | undefined }
  | { readonly erased?: never; readonly wouldReach: Reach }

/**
 * Erases a person, in one transaction. Decisions, messages, events and attributions stay, so every figure stays the
 * same. They lose all names, attributes, ids that lead back to the person, and any other text from senders. The
 * webhook calls that carried the events lose their content, so they cannot be read again; so do calls that could not be
 * read, if a name of the person occurs in them. The erasure covers the same rows as `tracePerson`. Calls that still
 * wait, and later reports of a platform, are new data.
 * @param insists whether to erase although several people may be reached
 */
export function erasePerson(
  db: Database,
  orgId: number,
  user: string,
  erasing: Erasing,
  insists: boolean,
): Promise<Erasure> {
  return db.transaction(async session => {
    await lockOrg(session, orgId)
    const reach = await reachOf(session, orgId, user)
    if (isWide(reach) && !insists) return { wouldReach: reach }
    return { erased: await erase(session, orgId, [reach], [], erasing) }
  })
}

/** Erases what these erasures reach, within a transaction that holds the organisation's lock. */
export async function erase(
  session: Session,
  orgId: number,
  reached: readonly Reach[],
  calls: readonly store.RequestKey[],
  { forgetCells, now }: Erasing,
): Promise<Erased | undefined> {
  const names = [...new Set(reached.flatMap(reach => reach.names))]
  const decisions = uniqueById(reached.flatMap(reach => reach.decisions))
  const events = uniqueById(reached.flatMap(reach => reach.events))
  await forgetCells(
    session,
    orgId,
    decisions.map(({ id }) => id),
  )
  const deleted = {
    event_keys: await store.hashEventKeys(session, orgId, events),
    decisions: await store.clearDecisions(session, orgId, decisions),
    messages: await store.clearMessages(session, orgId, decisions),
    events: await store.clearEvents(session, orgId, events),
    requests:
      (await store.clearRequests(session, orgId, events, calls)) +
      (await store.clearUnread(session, orgId, names)),
    links: await store.deleteLinks(session, orgId, names),
    message_keys: await store.deleteMessageKeys(session, orgId, decisions),
    message_ids: await store.deleteMessageIds(session, orgId, decisions),
    profile_writes: await store.deleteProfileWrites(session, orgId, decisions, names),
    feedback_deliveries: await store.deleteFeedback(session, orgId, decisions),
    deliveries: await store.clearDeliveries(session, orgId, decisions, names),
    send_times: await store.deleteSendTimes(session, orgId, names),
  }
  await store.deleteSamples(session, orgId, decisions)
  await maskEventNames(session, orgId, names)
  await decideErased(session, orgId, names, now)
  return Object.values(deleted).some(count => count > 0) ? { deleted } : undefined
}

/**
 * Masks the person's names inside event names. An event name that other people's events have too stays: it is none of
 * theirs. Runs when the events of the person have no names any more.
 */
async function maskEventNames(session: Session, orgId: number, names: readonly string[]): Promise<void> {
  const found = await findEventNames(session, orgId, names)
  const personal = found.filter(eventName => maskNames(eventName, names) !== eventName)
  if (personal.length === 0) return
  const used = new Set(await findUsedNames(session, orgId, personal))
  for (const eventName of personal)
    if (!used.has(eventName)) await replaceEventName(session, orgId, eventName, maskNames(eventName, names))
}

/** Newest first. */
const uniqueById = <Row extends { readonly id: string }>(rows: readonly Row[]): readonly Row[] =>
  [...new Map(rows.map(row => [row.id, row])).values()].sort((left, right) => (left.id < right.id ? 1 : -1))
