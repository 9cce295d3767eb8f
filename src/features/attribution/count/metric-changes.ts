import type { Cell, Changed } from './count-changes.ts'
import { cellOf } from './count-changes.ts'
import { isEmpty } from './facts.ts'
import type { MetricFact } from './metric-facts.ts'

/** The differences that are added to the sums of one variant, arm, hour and custom metric. */
export interface MetricChange extends Cell {
  readonly metric: string
  readonly messages: number
  readonly amount: bigint
  /** Of the amounts of messages. */
  readonly squares: bigint
}

/** The differences when the facts of messages change. Differences of zero are left out. */
export function metricChanges(changed: readonly Changed[]): readonly MetricChange[] {
  const sums = new Map<string, MetricChange>()
  for (const { send, before, after } of changed) {
    if (isEmpty(before.metrics) && isEmpty(after.metrics)) continue
    const cell = cellOf(send)
    if (!cell || !send.counted) continue
    for (const metric of new Set([...Object.keys(before.metrics), ...Object.keys(after.metrics)])) {
      const key = JSON.stringify([cell, metric])
      const sum = sums.get(key) ?? { ...cell, metric, messages: 0, amount: 0n, squares: 0n }
      sums.set(key, add(add(sum, before.metrics[metric], -1), after.metrics[metric], 1))
    }
  }
  return [...sums.values()].filter(
    ({ messages, amount, squares }) => messages !== 0 || amount !== 0n || squares !== 0n,
  )
}

function add(sum: MetricChange, fact: MetricFact | undefined, sign: 1 | -1): MetricChange {
  if (fact === undefined) return sum
  const amount = BigInt(fact.amount)
  return {
    ...sum,
    messages: sum.messages + sign,
    amount: sum.amount + BigInt(sign) * amount,
    squares: sum.squares + BigInt(sign) * amount * amount,
  }
}
