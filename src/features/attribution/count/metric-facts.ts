import { type CustomKey, customKey } from '../../../core/measure/custom-metric.ts'
import { groupBy } from '../../../lib/group-by.ts'
import type { StoredCredit } from '../metrics/metric-credit-store.ts'

/** What one message has of a custom metric. */
export interface MetricFact {
  /** When the first event happened, in milliseconds since 1970. */
  readonly at: number
  /** In minor units of the metric's currency, or thousandths. */
  readonly amount: number
}

/** By the id of the metric. */
export type MetricFacts = Readonly<Record<string, MetricFact>>

/**
 * The facts of one message that follow from its credits. The order of the credits does not matter. A refund alone is
 * nothing: it is credited with its purchase only.
 */
export function metricFactsOf(credits: readonly Omit<StoredCredit, 'decisionId'>[]): MetricFacts {
  const facts = [...groupBy(credits, ({ metric }) => metric)].flatMap(
    ([metric, own]): readonly (readonly [string, MetricFact])[] => {
      const events = own.filter(({ isRefund }) => !isRefund)
      if (events.length === 0) return []
      const at = Math.min(...events.map(event => event.at.getTime()))
      return [[metric, { at, amount: own.reduce((sum, { amount }) => sum + amount, 0) }]]
    },
  )
  return inStoredOrder(facts)
}

/** In the order in which the database keeps names, so that equal facts are equal as JSON text. */
export const inStoredOrder = (facts: readonly (readonly [string, MetricFact])[]): MetricFacts =>
  Object.fromEntries(facts.toSorted(asStored))

const asStored = ([left]: readonly [string, unknown], [right]: readonly [string, unknown]): number =>
  left.length - right.length || (left < right ? -1 : 1)

/** The facts with the key that names each metric in sums. */
export const keyedFacts = (metrics: MetricFacts): readonly (readonly [CustomKey, MetricFact])[] =>
  Object.entries(metrics).map(([id, fact]) => [customKey(id), fact])
