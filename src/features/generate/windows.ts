import type { AttributionRule } from '../../runtime/catalog/catalog.ts'
import { Problem } from '../../runtime/http/problem.ts'
import type { GenerateInput } from './input.ts'

/**
 * Refuses days that leave no time in which events count. What the request does not say comes from the template.
 * @throws Problem unprocessable
 */
export function refuseEmptyWindow(
  { lookbackDays, offsetDays }: Pick<GenerateInput, 'lookbackDays' | 'offsetDays'>,
  own: Pick<AttributionRule, 'lookbackDays' | 'offsetDays'>,
): void {
  if (lookbackDays === null && offsetDays === null) return
  const [until, from] = [lookbackDays ?? own.lookbackDays, offsetDays ?? own.offsetDays]
  if (until > from) return
  const message = `lookback_days (${until}) must be more than offset_days (${from}), because otherwise no event would count.`
  const field = lookbackDays === null ? '/offset_days' : '/lookback_days'
  throw new Problem('unprocessable', message, [{ field, message }])
}
