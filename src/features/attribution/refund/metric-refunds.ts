import type { StoredEvent } from '../../../core/events/stored-event.ts'
import { distinct } from '../../../lib/distinct.ts'
import { groupBy } from '../../../lib/group-by.ts'
import type { Org } from '../../../runtime/catalog/catalog.ts'
import type { Session } from '../../../runtime/db/session.ts'
import { loadDecisions } from '../decision-store.ts'
import type { MetricCredit } from '../metrics/credit-metric.ts'
import { loadMetricCreditsOf } from '../metrics/metric-credit-store.ts'
import { ofMetrics } from '../metrics/save-metric-credit.ts'
import type { Send } from '../send.ts'
import { type Refund, sharesOf } from './shares.ts'

/**
 * What refunds take back in the custom metrics that sum the money of purchases: from the messages that were credited
 * with the purchase, in the metric's currency.
 */
export async function metricRefunds(
  session: Session,
  org: Org,
  refunds: readonly Refund[],
): Promise<readonly MetricCredit[]> {
  const metrics = [...org.customMetrics.values()].filter(isMoneyOfPurchases)
  if (metrics.length === 0) return []
  const sendsIn = await loadCredited(session, org.id, distinct(refunds.flatMap(({ order }) => order)))
  const unnamed = refunds.map(refund => ({ ...refund, match: undefined }))
  return metrics.flatMap(({ id: metric, currency: ofMetric }) => {
    const shares = sharesOf(unnamed, purchase => sendsIn(metric, purchase))
    return refunds.flatMap(({ event: { id: eventId, at } }) =>
      (shares.get(eventId) ?? []).flatMap(({ send, amountMinor, currency }) =>
        amountMinor === null || currency !== ofMetric
          ? []
          : [{ metric, send, eventId, at, amount: amountMinor, isRefund: true }],
      ),
    )
  })
}

const isMoneyOfPurchases = ({ kind, valueField }: { kind: string; valueField: string | null }): boolean =>
  kind === 'sum' && valueField === null

/** Loads the messages that were credited with purchases, by metric. */
async function loadCredited(session: Session, orgId: number, purchases: readonly StoredEvent[]) {
  const credits = await loadMetricCreditsOf(
    session,
    orgId,
    ofMetrics(purchases).map(({ id }) => id),
  )
  const decisions = await loadDecisions(
    session,
    orgId,
    credits.map(({ decisionId }) => decisionId),
  )
  const sendOf = new Map(decisions.map(send => [send.id, send]))
  const creditsOf = groupBy(credits, ({ metric, eventId }) => `${metric}|${eventId}`)
  return (metric: string, purchase: StoredEvent): readonly Send[] =>
    (creditsOf.get(`${metric}|${purchase.id}`) ?? []).flatMap(
      ({ decisionId }) => sendOf.get(decisionId) ?? [],
    )
}
