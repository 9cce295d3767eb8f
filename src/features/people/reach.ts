import type { Session } from '../../runtime/db/session.ts'
import type { HashingOrg } from '../../runtime/people/hashing/hash-links.ts'
import { namesToErase, sortNames } from './names.ts'
import { loadNamesBeside } from './reach-store.ts'
import { type DecisionKey, EVERYTHING, type EventKey, findDecisions, findEvents } from './store.ts'

/** What an erasure would reach. */
export interface Reach {
  /** The names whose rows lose their data. */
  readonly names: readonly string[]
  readonly addresses: readonly string[]
  readonly ids: readonly string[]
  readonly decisions: readonly DecisionKey[]
  readonly events: readonly EventKey[]
}

/** Several devices and systems give one person several ids. */
const IDS_MAX = 5

/** Whether these may be several people, so that a person should decide about the erasure. */
export const isWide = ({ addresses, ids }: Reach): boolean => addresses.length > 1 || ids.length > IDS_MAX

/** What the erasure of this user id or address would reach. */
export async function reachOf(session: Session, org: HashingOrg, user: string): Promise<Reach> {
  const { names, isShared } = await namesToErase(session, org, user)
  // A shared name joins nobody. But its rows have further names.
  const beside = isShared ? await loadNamesBeside(session, org.id, names) : []
  return {
    names,
    ...sortNames([...names, ...beside]),
    decisions: await findDecisions(session, org.id, names, EVERYTHING),
    events: await findEvents(session, org.id, names, EVERYTHING),
  }
}
