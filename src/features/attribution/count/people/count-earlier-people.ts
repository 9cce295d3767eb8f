import type { Org } from '../../../../runtime/catalog/catalog.ts'
import { lockOrg } from '../../../../runtime/db/by-org/org-lock.ts'
import type { Database } from '../../../../runtime/db/session.ts'
import { completeSince } from '../rebuild.ts'
import { forgetUncounted, loadUncounted, setBuckets } from './earlier-people-store.ts'
import { correctPeople } from './rebuild-people-store.ts'

/**
 * Counts by bucket of people what was counted before such counts existed, one template a transaction. After that it finds
 * nothing to do.
 */
export async function countEarlierPeople(
  db: Database,
  findOrg: (id: number) => Promise<Org | undefined>,
  now: Date,
): Promise<void> {
  for (const { orgId, templateId } of await loadUncounted(db)) {
    const org = await findOrg(orgId)
    if (org === undefined) continue
    await db.transaction(async session => {
      await lockOrg(session, orgId)
      await correctPeople(session, orgId, templateId, completeSince(org, now))
      await setBuckets(session, orgId, templateId)
      await forgetUncounted(session, orgId, templateId)
    })
  }
}
