import { isStoreDown } from '../../../lib/store-down.ts'
import type { Org } from '../../../runtime/catalog/catalog.ts'
import { markDays, markDaysDecided } from '../../../runtime/db/changed-days.ts'
import type { Session } from '../../../runtime/db/session.ts'
import { findPeople } from '../../../runtime/people/find-people.ts'
import { linksOf, type Names } from '../../../runtime/people/links.ts'
import { countPeopleDecided } from '../count/people/person-store.ts'
import { hashDecisions, hashNext } from './hash-decided.ts'
import { join, type Linking } from './linking.ts'
import { loadJoiningPairs, loadJoiningPairsOf, loadNamedLater, takeNamedLater } from './pair-store.ts'
import { type Behind, loadBehind, loadLastOfNext, loadLooked, saveLooked } from './place-store.ts'

// A transaction holds the embedded database's only connection, and requests wait for it.
const AT_ONCE = 2_000

/**
 * Makes links of the user ids and addresses that came together in decisions, and credits the earlier events of the
 * people anew whom the links join. Marks the days of the decisions. The request for a choice does none of it.
 * @param before looks at decisions before this moment: later ones may still be on their way into the store
 * @returns whether more decisions are to be looked at
 */
export async function linkDecided(linking: Linking, before: Date): Promise<boolean> {
  let hasMore = false
  for (const behind of await loadBehind(linking.db, before, 'pairs')) {
    const isDone = await forOrg(linking, behind, (session, org) => linkNext(linking, session, org, before))
    hasMore ||= isDone
  }
  for (const behind of await loadBehind(linking.db, before, 'hashes')) {
    const isDone = await forOrg(linking, behind, (session, org) =>
      hashNext(linking, session, org, { before, decisionsMax: AT_ONCE }),
    )
    hasMore ||= isDone
  }
  for (const named of await loadNamedLater(linking.db)) {
    const isFull = await forOrg(linking, named, (session, org) => linkNamedLater(linking, session, org))
    hasMore ||= isFull
  }
  return hasMore
}

/** Works for one organisation, in a transaction. False: not now. */
async function forOrg(
  { db, findOrg, enter, log }: Linking,
  { orgId, version }: Behind,
  work: (session: Session, org: Org) => Promise<boolean>,
): Promise<boolean> {
  const org = await findOrg(orgId, version)
  if (!org) return false
  try {
    return await db.transaction(async session => (await enter(session, org)) && work(session, org))
  } catch (error) {
    if (isStoreDown(error)) throw error
    log.error({ err: error, org: org.slug }, 'the names in the latest decisions were not linked')
    return false
  }
}

/** @returns whether there may be more decisions */
async function linkNext(linking: Linking, session: Session, org: Org, before: Date): Promise<boolean> {
  const from = await loadLooked(session, org.id, 'pairs')
  const last = await loadLastOfNext(session, org.id, from, before, AT_ONCE)
  if (last === undefined) return false
  await link(linking, session, org, await loadJoiningPairs(session, org.id, from, last))
  await countPeopleDecided(session, org.id, from, last)
  await markDaysDecided(session, org.id, from, last)
  await saveLooked(session, org.id, last)
  return true
}

/** @returns whether there may be more decisions */
async function linkNamedLater(linking: Linking, session: Session, org: Org): Promise<boolean> {
  const decisions = await takeNamedLater(session, org.id, AT_ONCE)
  await markDays(
    session,
    org.id,
    decisions.map(({ decidedAt }) => decidedAt),
  )
  await hashDecisions(linking, session, org, decisions)
  await link(linking, session, org, await loadJoiningPairsOf(session, org.id, decisions))
  return decisions.length === AT_ONCE
}

async function link(linking: Linking, session: Session, org: Org, pairs: readonly Names[]): Promise<void> {
  const people = await findPeople(session, org.id, pairs)
  await join(
    linking,
    session,
    org,
    linksOf(pairs).filter(pair => !people.knows(pair)),
  )
}
