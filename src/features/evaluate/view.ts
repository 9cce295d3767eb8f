import type { Evaluation, OfflineEstimate } from '../../core/inference/offline.ts'
import { currencyOf, inUnitOf } from '../../core/measure/amount-unit.ts'
import { metricRow } from '../../core/measure/key-metric.ts'
import type { Org, Template } from '../../runtime/catalog/catalog.ts'
import type { Asked } from './asked.ts'
import type { Estimate, EvaluationView } from './schema.ts'

/** A policy, evaluated on the messages of a period. */
export interface Replayed {
  readonly evaluation: Evaluation
  /** By variant id, over all evaluated messages. */
  readonly shares: ReadonlyMap<string, number>
  readonly from: Date | undefined
  readonly to: Date | undefined
}

/** The messages of the period whose results may still change. They are left out. */
export interface Maturing {
  readonly since: Date
  readonly messages: number
  /** How long the result of a message may change. */
  readonly waitDays: number
}

export interface ViewInput extends Replayed {
  readonly maturing: Maturing
  readonly org: Org
  readonly template: Template
  readonly asked: Asked
  readonly trainedOn: number
  readonly notes: readonly string[]
}

/** The evaluation in the format of the API: money in units of the currency. */
export function viewOf(input: ViewInput): EvaluationView {
  const { org, template, asked, evaluation, shares, from, to, trainedOn, maturing, notes } = input
  const row = metricRow(template, template.keyMetric)
  const inUnit = (value: number) => inUnitOf(row, value, org)
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
    reason: evaluation.ok ? null : reasonOf(evaluation, maturing),
    metric: template.keyMetric,
    currency: currencyOf(row, org.currency),
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
    maturing: { since: maturing.since.toISOString(), messages: maturing.messages },
    notes: [...(maturing.messages === 0 ? [] : [leftOut(maturing)]), ...notes],
  }
}

function leftOut({ messages, since, waitDays }: Maturing): string {
  const counted = messages === 1 ? 'One message' : `${messages.toLocaleString('en-US')} messages`
  const days = waitDays === 1 ? 'a day' : `${waitDays} days`
  return `${counted} since ${since.toISOString()} ${messages === 1 ? 'is' : 'are'} left out: the result of a message may change for ${days}, so they have not matured.`
}

const reasonOf = (
  { decisions, reason }: { readonly decisions: number; readonly reason: string },
  maturing: Maturing,
): string =>
  decisions === 0 && maturing.messages > 0
    ? `No message of this period has matured. ${leftOut(maturing)} Ask again later.`
    : reason
