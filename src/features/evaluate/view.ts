import type { Evaluation, OfflineEstimate } from '../../core/inference/offline.ts'
import { fromMinorUnits } from '../../lib/money.ts'
import type { Org, Template } from '../../runtime/catalog/catalog.ts'
import type { Asked } from './asked.ts'
import type { Estimate, EvaluationView } from './schema.ts'

/** A policy, evaluated on the messages of a period. */
export interface Replayed {
  readonly evaluation: Evaluation
  /** By variant id, over all messages it is evaluated on. */
  readonly shares: ReadonlyMap<string, number>
  readonly from: Date | undefined
  readonly to: Date | undefined
}

export interface ViewInput extends Replayed {
  readonly org: Org
  readonly template: Template
  readonly asked: Asked
  readonly trainedOn: number
  readonly notes: readonly string[]
}

/** The evaluation in the format of the API: money in units of the currency. */
export function viewOf(input: ViewInput): EvaluationView {
  const { org, template, asked, evaluation, shares, from, to, trainedOn, notes } = input
  const isMoney = template.keyMetric === 'revenue'
  const inUnit = (value: number) =>
    isMoney ? fromMinorUnits(value, org.currency, org.currencyDigits) : value
  const show = ({ estimate, standardError, interval }: OfflineEstimate): Estimate => ({
    estimate: inUnit(estimate),
    standard_error: inUnit(standardError),
    interval: interval.map(inUnit),
  })
  const shown = evaluation.ok
    ? {
        logged: show(evaluation.logged),
        inverse_propensity: show(evaluation.inversePropensity),
        self_normalised: show(evaluation.selfNormalised),
        doubly_robust: show(evaluation.doublyRobust),
        gain: show(evaluation.gain),
      }
    : { logged: null, inverse_propensity: null, self_normalised: null, doubly_robust: null, gain: null }
  return {
    ok: evaluation.ok,
    reason: evaluation.ok ? null : evaluation.reason,
    metric: template.keyMetric,
    currency: isMoney ? org.currency : null,
    policy: {
      name: asked.name,
      epsilon: asked.epsilon,
      trained_on: trainedOn,
      shares: Object.fromEntries(shares),
    },
    period: { from: from?.toISOString() ?? null, to: to?.toISOString() ?? null },
    decisions: evaluation.decisions,
    effective_sample_size: evaluation.effectiveSampleSize,
    ...shown,
    notes: [...notes],
  }
}
