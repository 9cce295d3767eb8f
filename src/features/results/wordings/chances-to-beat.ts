import { chanceBetter } from '../../../core/inference/chances.ts'
import { independent } from '../../../core/inference/lift.ts'
import { stratifiedGroups } from '../../../core/inference/stratified/compare-stratified.ts'
import { stratify } from '../../../core/inference/stratified/strata.ts'
import type { Template } from '../../../runtime/catalog/catalog.ts'
import type { View } from '../figures.ts'
import type { SummedSpan } from '../sums-store.ts'
import { besideControl, slicesOf } from './slices.ts'

/** Messages with the probabilities of their choices; undefined if none are kept. */
interface Weighted {
  readonly view: View
  readonly template: Pick<Template, 'split' | 'control'>
  readonly spans: readonly SummedSpan[] | undefined
  readonly designEffect: number
}

/**
 * The probability that each wording beats control, from the stretches of time in which both could be chosen. Plain
 * sums cover different days, so a wording that joined in good days would seem better than control. A wording has no
 * entry until both have enough messages over the same time.
 * @returns undefined if there is only one stretch of time, or no probabilities of the choices: then plain sums do
 */
export function chancesToBeat(
  ids: readonly string[],
  { view, template, spans, designEffect }: Weighted,
): ReadonlyMap<string, number> | undefined {
  if (spans === undefined || template.control === undefined || template.split.method === 'external')
    return undefined
  const slices = slicesOf(spans)
  if (slices.length < 2) return undefined
  const { kind, better } = view.row
  return new Map(
    ids.flatMap(id => {
      const groups = stratifiedGroups(stratify(besideControl(slices, id)))
      if (groups === null) return []
      const [own, other] = [
        independent(groups.variant, designEffect),
        independent(groups.other, designEffect),
      ]
      return [[id, chanceBetter(own, other, { kind, better })] as const]
    }),
  )
}
