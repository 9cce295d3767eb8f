import { idOfKey, isCustomKey, type KeyMetric } from '../../../core/measure/custom-metric.ts'
import { amountKey, metricRow, successFor, type WithMetrics } from '../../../core/measure/key-metric.ts'
import { MEASURES } from '../../../core/measure/measures.ts'

export interface OutcomeAsked extends WithMetrics {
  readonly metric: KeyMetric
  /** Of the organisation. */
  readonly currency: string
}

/**
 * SQL for the outcome of a message `m` of `messages`: 0 or 1 for a rate, minor units or thousandths for an amount. Null
 * if it has none.
 * @param parameter the number of the first value
 */
export function outcomeSql(
  { metric, currency, customMetrics }: OutcomeAsked,
  parameter: number,
): { readonly sql: string; readonly values: readonly string[] } {
  const isAmount = metricRow({ customMetrics }, metric).kind === 'amount'
  const success = successFor(metric)
  if (isCustomKey(success)) {
    const sql = isAmount
      ? `(m.metrics->$${parameter}::text->>'amount')::float8`
      : `(m.metrics ? $${parameter}::text)::int::float8`
    return { sql, values: [idOfKey(success)] }
  }
  if (isAmount)
    return {
      sql: `(m.revenue->$${parameter}::text->>'amount')::float8`,
      values: [amountKey(metric, currency)],
    }
  return { sql: `m.${MEASURES[success].fact}::int::float8`, values: [] }
}
