import type { Blocked } from '../../core/inference/guardrails.ts'
import { type CustomMetrics, idOfKey, isCustomKey } from '../../core/measure/custom-metric.ts'
import { usedAs } from '../../core/measure/measures.ts'
import type { VariantResult } from './schema.ts'

const didOf = (metric: Blocked['metric']) => usedAs('guardrail').find(({ rate }) => rate === metric)?.did

/** What happened, as in "people unsubscribed". */
const happened = (metric: Blocked['metric'], custom: CustomMetrics): string =>
  isCustomKey(metric)
    ? `“${custom.get(idOfKey(metric))?.name ?? metric}” was counted`
    : `people ${didOf(metric)}`

/** The reason why a guardrail blocks a variant, with its figures. */
export const blockedResult = (
  { metric, better, chance, rate, controlRate }: Blocked,
  custom: CustomMetrics,
): NonNullable<VariantResult['blocked']> => ({
  metric,
  chance,
  rate,
  control_rate: controlRate,
  reason: `After ${percent(rate)} of its messages ${happened(metric, custom)}, after ${percent(controlRate)} of the messages that it is compared with. The chance that this is ${better === 'lower' ? 'more' : 'less'} than its guardrail allows is ${percent(chance)}. Nobody gets the variant until that changes.`,
})

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`
