import type { Blocked } from '../../core/inference/guardrails.ts'
import { usedAs } from '../../core/measure/measures.ts'
import type { VariantResult } from './schema.ts'

const didOf = (metric: Blocked['metric']) => usedAs('guardrail').find(({ rate }) => rate === metric)?.did

/** Why a guardrail keeps a variant from being chosen, with the figures in words. */
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
  reason: `After ${percent(rate)} of its messages people ${didOf(metric)}, after ${percent(controlRate)} of those it is compared with: with a chance of ${percent(chance)} that is more than its guardrail allows. Nobody gets it until that changes.`,
})

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`
