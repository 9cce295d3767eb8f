import type { Blocked } from '../../core/inference/guardrails.ts'
import { usedAs } from '../../core/measure/measures.ts'
import type { VariantResult } from './schema.ts'

const didOf = (metric: Blocked['metric']) => usedAs('guardrail').find(({ rate }) => rate === metric)?.did

/** The reason why a guardrail blocks a variant, with its figures. */
export const blockedResult = ({
  metric,
  chance,
  rate,
  controlRate,
}: Blocked): NonNullable<VariantResult['blocked']> => ({
  metric,
  chance,
  rate,
  control_rate: controlRate,
  reason: `After ${percent(rate)} of its messages people ${didOf(metric)}, after ${percent(controlRate)} of the messages that it is compared with. The chance that this is more than its guardrail allows is ${percent(chance)}. Nobody gets the variant until that changes.`,
})

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`
