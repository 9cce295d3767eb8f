import type { Evidence, Reward } from '../../core/bandit/bandit.ts'
import { withFloor } from '../../core/bandit/even-share.ts'
import { metricRow } from '../../core/measure/key-metric.ts'
import { total } from '../../lib/total.ts'
import type { Template } from '../../runtime/catalog/catalog.ts'
import { type Asked, treated } from './asked.ts'
import type { Context, PastLog } from './log.ts'

/** The policy's probabilities in a context, by variant id. Empty if it has no variant for the context. */
export type Would = (context: Context) => ReadonlyMap<string, number>

const NOTHING: ReadonlyMap<string, number> = new Map()

/** @param training the data for a learning policy; none of it is evaluated */
export function trainPolicy(asked: Asked, evidence: Evidence, seed: string): Would {
  const known = new Map<Context, ReadonlyMap<string, number>>()
  const shares = sharesOf(asked, evidence, seed)
  return context => {
    let would = known.get(context)
    if (would === undefined) {
      const own = context.eligible.length > 0 ? shares(context) : []
      const floored = own.length > 0 ? withFloor(own, asked.epsilon) : []
      would = own.length > 0 ? new Map(context.eligible.map((id, at) => [id, floored[at] ?? 0])) : NOTHING
      known.set(context, would)
    }
    return would
  }
}

function sharesOf(asked: Asked, evidence: Evidence, seed: string): (context: Context) => readonly number[] {
  switch (asked.kind) {
    case 'variant':
      return ({ eligible }) =>
        eligible.includes(asked.id) ? eligible.map(id => (id === asked.id ? 1 : 0)) : []
    case 'weights':
      return ({ eligible }) => {
        const weights = eligible.map(id => asked.weights.get(id) ?? 0)
        const sum = total(weights)
        return sum > 0 ? weights.map(weight => weight / sum) : []
      }
    case 'learned': {
      const policy = asked.strategy(evidence, seed)
      return ({ eligible, cell }) => policy.table(eligible, cell).shares
    }
  }
}

interface Sums {
  trials: number
  successes: number
  sum: number
  sumOfSquares: number
  readonly cells: Map<string, { sends: number; successes: number }>
}

/** The evidence of the first `until` messages of the log on each approved variant. All are mature. */
export function* learnFrom(log: PastLog, until: number, template: Template): Generator<undefined, Evidence> {
  const { kind, better } = metricRow(template, template.keyMetric)
  const sums = new Map<string, Sums>()
  for (let at = 0; at < until; at++) {
    const { variantId, outcome, context } = log.get(at)
    const sum = sums.get(variantId) ?? { trials: 0, successes: 0, sum: 0, sumOfSquares: 0, cells: new Map() }
    sums.set(variantId, sum)
    const cell = sum.cells.get(context.cell) ?? { sends: 0, successes: 0 }
    sum.cells.set(context.cell, cell)
    const isSuccess = outcome > 0 ? 1 : 0
    sum.trials++
    sum.successes += isSuccess
    sum.sum += outcome
    sum.sumOfSquares += outcome * outcome
    cell.sends++
    cell.successes += isSuccess
    yield
  }
  const [fromMs, untilMs] =
    until > 0 ? [log.get(0).at.getTime(), log.get(until - 1).at.getTime() + 1] : [0, 1]
  const rewards = treated(template).map(({ id }): Reward => {
    const { cells, ...own } = sums.get(id) ?? {
      ...{ trials: 0, successes: 0, sum: 0, sumOfSquares: 0 },
      cells: new Map(),
    }
    return {
      variantId: id,
      ...own,
      cells: [...cells].map(([cell, counts]) => ({ cell, cohorts: [{ fromMs, untilMs, ...counts }] })),
    }
  })
  const themes = new Map(treated(template).map(variant => [variant.id, variant.themes]))
  return { kind, better, rewards, themes }
}
