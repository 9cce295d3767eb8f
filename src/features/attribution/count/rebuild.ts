import { SPAN_MINUTES, startOfSpan } from '../../../core/measure/spans.ts'
import { DAY_MS, MINUTE_MS } from '../../../lib/duration.ts'
import type { Org } from '../../../runtime/catalog/catalog.ts'
import { lockOrg } from '../../../runtime/db/by-org/org-lock.ts'
import type { Database, Session } from '../../../runtime/db/session.ts'
import { loadFacts } from '../attribution-store.ts'
import { loadDecisions } from '../decision-store.ts'
import { amountChanges, sumAmounts } from './amount-changes.ts'
import * as amounts from './amount-store.ts'
import { bumpVersions } from './count-store.ts'
import { NO_FACTS } from './facts.ts'
import { correctMetrics } from './metric-store.ts'
import { correctPeople } from './people/rebuild-people-store.ts'
import { correctCohorts, loadIdsWithAmounts, loadMessageIds } from './rebuild-store.ts'
import { recount } from './recount.ts'
import type { Measuring } from './weighted-facts.ts'

const AT_ONCE = 1_000

export interface Rebuilt {
  /** Messages with at least one event. */
  readonly messages: number
  /** The number of sums over all time that differed from the decisions and messages. */
  readonly corrected: number
}

/**
 * Recomputes the facts of a template's messages, and the counts that learning uses, from decisions and attributions.
 * Counts from before the retention period stay, because their decisions may be deleted. Requests for choices go on
 * meanwhile; ingest waits for one batch of a thousand messages at a time.
 */
export async function rebuildCounts(
  db: Database,
  org: Pick<Org, 'id' | 'retention'> & Measuring,
  templateId: string,
  now: Date,
): Promise<Rebuilt> {
  const ids = await loadMessageIds(db, org.id, templateId)
  for (let at = 0; at < ids.length; at += AT_ONCE) {
    await db.transaction(async session => {
      await lockOrg(session, org.id)
      await recount(session, org, await loadDecisions(session, org.id, ids.slice(at, at + AT_ONCE)))
    })
  }
  const corrected = await db.transaction(async session => {
    await lockOrg(session, org.id)
    const since = completeSince(org, now)
    const cohorts = await correctCohorts(session, org.id, templateId, since)
    const people = await correctPeople(session, org.id, templateId, since)
    const metrics = await correctMetrics(session, org.id, templateId, since)
    await rebuildAmounts(session, org.id, templateId)
    await bumpVersions(session, org.id, [templateId])
    return cohorts + people + metrics
  })
  return { messages: ids.length, corrected }
}

/** The start of the first span with no deleted decision. */
export function completeSince({ retention }: Pick<Org, 'retention'>, now: Date): Date {
  const kept = now.getTime() - retention.eventsDays * DAY_MS
  return new Date(startOfSpan(kept, SPAN_MINUTES.coarse) + SPAN_MINUTES.coarse * MINUTE_MS)
}

async function rebuildAmounts(session: Session, orgId: number, templateId: string): Promise<void> {
  await amounts.forgetAmounts(session, orgId, templateId)
  const ids = await loadIdsWithAmounts(session, orgId, templateId)
  for (let at = 0; at < ids.length; at += AT_ONCE) {
    const sends = await loadDecisions(session, orgId, ids.slice(at, at + AT_ONCE))
    const facts = await loadFacts(session, orgId, sends)
    const changed = sends.map(send => ({ send, before: NO_FACTS, after: facts.get(send.id) ?? NO_FACTS }))
    await amounts.saveAmounts(session, orgId, amountChanges(changed).messages)
  }
  await amounts.addAmounts(session, orgId, sumAmounts(await amounts.loadAmounts(session, orgId, templateId)))
}
