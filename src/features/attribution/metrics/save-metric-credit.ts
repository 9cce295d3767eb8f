import type { StoredEvent } from '../../../core/events/stored-event.ts'
import { distinct } from '../../../lib/distinct.ts'
import type { Session } from '../../../runtime/db/session.ts'
import { loadDecisions } from '../decision-store.ts'
import type { Send, SendFinding } from '../send.ts'
import type { MetricCredit } from './credit-metric.ts'
import { deleteMetricCredits, insertMetricCredits, loadMetricCreditsOf } from './metric-credit-store.ts'

/**
 * Replaces what events count for in custom metrics. Returns every message that gained or lost an event.
 * @param events those that may have a credit, or had one
 */
export async function saveMetricCredit(
  session: Session,
  orgId: number,
  events: readonly StoredEvent[],
  credits: readonly MetricCredit[],
  arrivedIds: ReadonlySet<string>,
): Promise<readonly Send[]> {
  const stored = events.filter(({ id }) => !arrivedIds.has(id))
  const losing = await loadMetricCreditsOf(
    session,
    orgId,
    stored.map(({ id }) => id),
  )
  const losingSends = await loadDecisions(
    session,
    orgId,
    losing.map(({ decisionId }) => decisionId),
  )
  await deleteMetricCredits(session, orgId, stored)
  await insertMetricCredits(session, orgId, credits)
  return distinct([...losingSends, ...credits.map(({ send }) => send)])
}

/** Events that belong to a custom metric. The former readings of others were withdrawn before. */
export const ofMetrics = (events: readonly StoredEvent[]): readonly StoredEvent[] =>
  events.filter(({ metrics }) => metrics !== null)

/** The findings, where events that count for a custom metric and for nothing else count. */
export function withMetrics(
  findings: ReadonlyMap<string, SendFinding>,
  credits: readonly MetricCredit[],
): ReadonlyMap<string, SendFinding> {
  const counted = new Map(findings)
  for (const { eventId, metric, send } of credits) {
    const finding = counted.get(eventId)
    if (finding === undefined || finding.outcome === 'counted') continue
    const reason = `It counts for the metric "${metric}", and in no other figure.`
    counted.set(eventId, { ...finding, outcome: 'counted', reason, send })
  }
  return counted
}
