import type { Blocked } from '../../core/inference/guardrails/guardrails.ts'
import { inUnitOf, type OrgMoney } from '../../core/measure/amount-unit.ts'
import { type CustomKey, type CustomMetrics, idOfKey, isCustomKey } from '../../core/measure/custom-metric.ts'
import { metricRow, type WithMetrics } from '../../core/measure/key-metric.ts'
import { usedAs } from '../../core/measure/measures.ts'
import type { VariantResult } from './schema/variant.ts'

const didOf = (metric: Blocked['metric']) => usedAs('guardrail').find(({ rate }) => rate === metric)?.did

/** What happened, as in "people unsubscribed". */
const happened = (metric: Blocked['metric'], custom: CustomMetrics): string =>
  isCustomKey(metric) ? `“${nameOf(metric, custom)}” was counted` : `people ${didOf(metric)}`

const nameOf = (metric: CustomKey, custom: CustomMetrics): string =>
  custom.get(idOfKey(metric))?.name ?? metric

/** The reason why a guardrail blocks a variant, with its figures. An amount is in its unit. */
export function blockedResult(
  { metric, kind, better, chance, rate, controlRate }: Blocked,
  org: WithMetrics & OrgMoney,
): NonNullable<VariantResult['blocked']> {
  const unitOf = (value: number) => inUnitOf(metricRow(org, metric as CustomKey), value, org)
  const isAmount = kind === 'amount'
  const figures = isAmount
    ? `“${nameOf(metric as CustomKey, org.customMetrics)}” is ${rounded(unitOf(rate))} a message, and ${rounded(unitOf(controlRate))} for the messages that it is compared with.`
    : `After ${percent(rate)} of its messages ${happened(metric, org.customMetrics)}, after ${percent(controlRate)} of the messages that it is compared with.`
  return {
    ...{ metric, chance },
    rate: isAmount ? unitOf(rate) : rate,
    control_rate: isAmount ? unitOf(controlRate) : controlRate,
    reason: `${figures} The chance that this is ${better === 'lower' ? 'more' : 'less'} than its guardrail allows is ${percent(chance)}. Nobody gets the variant until that changes.`,
  }
}

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`
const rounded = (value: number): string => String(Number(value.toPrecision(3)))
