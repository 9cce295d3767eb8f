import { groupBy } from '../../../lib/group-by.ts'
import type { Org } from '../../../runtime/catalog/catalog.ts'
import type { Session } from '../../../runtime/db/session.ts'
import { loadAttributions, loadFacts } from '../attribution-store.ts'
import { loadMetricCredits } from '../metrics/metric-credit-store.ts'
import type { Send } from '../send.ts'
import { amountChanges } from './amount-changes.ts'
import { addAmounts, saveAmounts } from './amount-store.ts'
import { cohortChanges } from './cohort-changes.ts'
import { addCohorts } from './cohort-store.ts'
import { countChanges } from './count-changes.ts'
import { addCounts, addRevenue, bumpVersions } from './count-store.ts'
import { saveFacts } from './fact-store.ts'
import { type Attribution, addedTo, areSame, factsOf, isEmpty, NO_FACTS } from './facts.ts'
import { metricChanges } from './metric-changes.ts'
import { addMetrics } from './metric-store.ts'
import { personChanges } from './people/person-changes.ts'
import { addPeople } from './people/person-store.ts'
import { rungChanges } from './rung-changes.ts'
import { addRungs } from './rung-store.ts'
import { sendHourChanges } from './send-hour-changes.ts'
import { addSendHours } from './send-hour-store.ts'
import { type Measuring, withWeighted } from './weighted-facts.ts'

/**
 * Brings the facts of some messages, and all sums, in line with the messages' events. The result depends on the set of
 * events alone, not on their order or on the number of runs.
 * @param gained by message: the stored attributions that are new since it was counted, if it has lost none. Then no others
 *   need to be read
 * @returns the messages whose send time has changed, each with the earlier of the two times
 */
export async function recount(
  session: Session,
  org: Pick<Org, 'id'> & Measuring,
  sends: readonly Send[],
  gained: Gained = NOTHING_GAINED,
): Promise<readonly Redated[]> {
  if (sends.length === 0) return []
  const { id: orgId } = org
  const known = await loadFacts(session, orgId, sends)
  const isMeasured =
    org.customMetrics.size > 0 || [...known.values()].some(({ metrics }) => !isEmpty(metrics))
  const gains = isMeasured ? NOTHING_GAINED : gained
  const attributions = groupBy(
    await loadAttributions(
      session,
      orgId,
      sends.filter(({ id }) => !gains.has(id)),
    ),
    ({ decisionId }) => decisionId,
  )
  const credits = groupBy(
    isMeasured ? await loadMetricCredits(session, orgId, sends) : [],
    ({ decisionId }) => decisionId,
  )
  const changed = sends
    .map(send => {
      const before = known.get(send.id) ?? NO_FACTS
      const more = gains.get(send.id)
      const after = more
        ? addedTo(before, more)
        : factsOf(attributions.get(send.id) ?? [], credits.get(send.id))
      return { send, before, after: withWeighted(after, org) }
    })
    .filter(({ before, after }) => !areSame(before, after))
  if (changed.length === 0) return []
  const { counts, revenue } = countChanges(changed)
  const cohorts = cohortChanges(changed)
  await saveFacts(session, orgId, changed, known)
  await addCounts(session, orgId, counts)
  await addRevenue(session, orgId, revenue)
  await addCohorts(session, orgId, cohorts)
  await addPeople(session, orgId, personChanges(changed))
  const metrics = metricChanges(changed)
  await addMetrics(session, orgId, metrics)
  const amounts = amountChanges(changed)
  await saveAmounts(session, orgId, amounts.messages)
  await addAmounts(session, orgId, amounts.sums)
  await addSendHours(session, orgId, sendHourChanges(changed))
  await addRungs(session, orgId, rungChanges(changed))
  await bumpVersions(session, orgId, [
    ...new Set([...counts, ...revenue, ...cohorts, ...metrics].map(({ templateId }) => templateId)),
  ])
  return changed.flatMap(({ send, before, after }) => {
    const [was, is] = [before, after].map(({ sent_at }) => sent_at ?? send.decidedAt)
    if (was === undefined || is === undefined || was.getTime() === is.getTime()) return []
    return [{ send, since: new Date(Math.min(was.getTime(), is.getTime())) }]
  })
}

/** By decision id. */
export type Gained = ReadonlyMap<string, readonly Attribution[]>

const NOTHING_GAINED: Gained = new Map()

export interface Redated {
  readonly send: Send
  /** The change does not affect conversions before this moment. */
  readonly since: Date
}
