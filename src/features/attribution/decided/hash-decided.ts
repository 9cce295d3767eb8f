import type { Org } from '../../../runtime/catalog/catalog.ts'
import type { Session } from '../../../runtime/db/session.ts'
import { findPeople } from '../../../runtime/people/find-people.ts'
import { hashLinksOf } from '../../../runtime/people/hashing/hash-links.ts'
import type { Names } from '../../../runtime/people/links.ts'
import { linkPeople } from '../match/identity-link-store.ts'
import { loadHashesMet, loadNamesDecided, loadNamesOf, saveHashed } from './hash-store.ts'
import { join, type Linking } from './linking.ts'
import { loadLastOfNext, loadLooked, type Place } from './place-store.ts'

/** Adds the hashes of the names in the next decisions. @returns whether there may be more decisions */
export async function hashNext(
  linking: Linking,
  session: Session,
  org: Org,
  { before, decisionsMax }: { readonly before: Date; readonly decisionsMax: number },
): Promise<boolean> {
  const from = await loadLooked(session, org.id, 'hashes')
  const last = await loadLastOfNext(session, org.id, from, before, decisionsMax)
  // Another process may have made the key a moment ago.
  if (last === undefined || org.personHashKey === undefined) return false
  await linkHashes(linking, session, org, await loadNamesDecided(session, org.id, from, last))
  await saveHashed(session, org.id, last)
  return true
}

/** Links names, and those that are linked with them, to their hashes, by which exports may name the same people. */
async function linkHashes(
  linking: Linking,
  session: Session,
  org: Org,
  decided: readonly Names[],
): Promise<void> {
  if (org.personHashKey === undefined || decided.length === 0) return
  const people = await findPeople(session, org.id, decided)
  const links = hashLinksOf(org, people.allNames).filter(pair => !people.knows(pair))
  // Only hashes that events have can change any credit.
  const met = await loadHashesMet(session, org.id, links)
  const ofEvents = new Set(met.map(({ email }) => email))
  const others = links.filter(({ email }) => !ofEvents.has(email))
  await linkPeople(session, org, others)
  await join(linking, session, org, met)
}

/** Adds the hashes of the names in single decisions. */
export async function hashDecisions(
  linking: Linking,
  session: Session,
  org: Org,
  decisions: readonly Place[],
): Promise<void> {
  if (org.personHashKey === undefined) return
  await linkHashes(linking, session, org, await loadNamesOf(session, org.id, decisions))
}
