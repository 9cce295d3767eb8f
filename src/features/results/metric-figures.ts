import { currencyOf, inUnitOf, type OrgMoney } from '../../core/measure/amount-unit.ts'
import { customKey } from '../../core/measure/custom-metric.ts'
import { type KeyMetricRow, metricRow, type WithMetrics } from '../../core/measure/key-metric.ts'
import type { MetricFigures } from './schema/figures.ts'
import type { MetricSums, Tally } from './store.ts'

const NOTHING: MetricSums = { messages: 0, amount: 0, squares: 0 }

/** Adds the sums of each custom metric. */
export function poolMetrics(all: readonly Tally['metrics'][]): Tally['metrics'] {
  const sums = new Map<string, MetricSums>()
  for (const [id, own] of all.flatMap(metrics => Object.entries(metrics))) {
    const { messages, amount, squares } = sums.get(id) ?? NOTHING
    sums.set(id, {
      messages: messages + own.messages,
      amount: amount + own.amount,
      squares: squares + own.squares,
    })
  }
  return Object.fromEntries(sums)
}

/**
 * The figures of each custom metric that is not archived.
 * @param perMessage divides a total by the messages; null without messages
 */
export function metricFigures(
  sums: Tally['metrics'],
  org: WithMetrics & OrgMoney,
  perMessage: (total: number) => number | null,
): MetricFigures[] {
  return [...org.customMetrics.values()].flatMap(({ id, name, kind, direction, isArchived }) => {
    if (isArchived) return []
    const { messages, amount } = sums[id] ?? NOTHING
    const metric = customKey(id)
    const row = metricRow(org, metric)
    const total = kind === 'rate' ? messages : inUnitOf(row, amount, org)
    const about = { metric, name, kind, direction, currency: currencyOf(row, org.currency) }
    return [{ ...about, messages, total, value: perMessage(total) }]
  })
}

/**
 * The outcomes of a custom metric, as inference takes them.
 * @param isMature whether to leave out messages whose window is open
 */
export function metricSums(
  { metrics, openMetrics }: Pick<Tally, 'metrics' | 'openMetrics'>,
  id: string,
  { kind }: Pick<KeyMetricRow, 'kind'>,
  isMature: boolean,
): { readonly total: number; readonly squares: number } {
  const all = metrics[id] ?? NOTHING
  const open = (isMature ? openMetrics[id] : undefined) ?? NOTHING
  const messages = all.messages - open.messages
  return kind === 'rate'
    ? { total: messages, squares: messages }
    : { total: all.amount - open.amount, squares: all.squares - open.squares }
}
