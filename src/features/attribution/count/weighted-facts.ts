import { inUnitOf, type OrgMoney } from '../../../core/measure/amount-unit.ts'
import { idOfKey, isCustomKey, type MetricPart, PLAIN_DIGITS } from '../../../core/measure/custom-metric.ts'
import { metricRow, type WithMetrics } from '../../../core/measure/key-metric.ts'
import { MEASURES, type Success } from '../../../core/measure/measures.ts'
import type { Facts } from './facts.ts'
import { inStoredOrder, type MetricFact } from './metric-facts.ts'

/** An organisation, as far as the facts of its messages depend on it. */
export type Measuring = WithMetrics & OrgMoney

/** Larger values are cut, as an amount of money that large is refused. In thousandths. */
const VALUE_MAX = 1e13

/**
 * Adds what a message has of the weighted metrics: the sum of weight × value over the parts that it has, in
 * thousandths. Of a rate it has 1, of a sum its amount in units. It counts from its first part on.
 */
export function withWeighted(facts: Facts, org: Measuring): Facts {
  const weighted = [...org.customMetrics.values()].filter(({ kind }) => kind === 'weighted')
  if (weighted.length === 0) return facts
  const own = weighted.flatMap(({ id, parts }): readonly (readonly [string, MetricFact])[] => {
    const had = parts.flatMap(part => partOf(facts, org, part))
    if (had.length === 0) return []
    const value = had.reduce((sum, part) => sum + part.value, 0) * 10 ** PLAIN_DIGITS
    const amount = Math.round(Math.min(VALUE_MAX, Math.max(-VALUE_MAX, value)))
    // No -0, which JSON does not keep.
    return [[id, { at: Math.min(...had.map(({ at }) => at)), amount: amount + 0 }]]
  })
  return { ...facts, metrics: inStoredOrder([...Object.entries(facts.metrics), ...own]) }
}

/** What the message has of a part; nothing if it did not happen. */
function partOf(facts: Facts, org: Measuring, { metric, weight }: MetricPart) {
  const row = metricRow(org, metric)
  const had = isCustomKey(metric)
    ? facts.metrics[idOfKey(metric)]
    : // The success of a built-in metric is a measure.
      builtIn(facts, row.success as Success, metric === 'revenue' ? org.currency : undefined)
  if (had === undefined) return []
  const value = row.kind === 'rate' ? 1 : inUnitOf(row, had.amount, org)
  return [{ at: had.at, value: (row.better === 'higher' ? weight : -weight) * value }]
}

/** @param currency for revenue */
function builtIn(facts: Facts, success: Success, currency: string | undefined): MetricFact | undefined {
  const moment = facts[MEASURES[success].moment]
  if (moment === null) return undefined
  const money = currency === undefined ? undefined : facts.revenue[currency]
  if (currency !== undefined && money === undefined) return undefined
  return { at: moment.getTime(), amount: money?.amount ?? 0 }
}
