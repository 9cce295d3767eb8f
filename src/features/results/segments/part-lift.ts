import { hasEnoughMessages } from '../../../core/inference/gates.ts'
import type { Comparison } from '../../../core/inference/lift.ts'
import { verdictOf } from '../../../core/inference/verdict.ts'
import { inUnitOf } from '../../../core/measure/amount-unit.ts'
import type { View } from '../figures.ts'
import type { Gate } from '../schema/comparison.ts'
import type { PartFigures, PartLift } from './segment-schema.ts'

export interface Counted {
  readonly decisions: number
  readonly messages: number
  /** Successes, or an amount as it is kept. */
  readonly total: number
}

export const partFigures = ({ decisions, messages, total }: Counted, view: View): PartFigures => {
  const amount = inUnitOf(view.row, total, view)
  return { decisions, messages, total: amount, value: messages === 0 ? null : amount / messages }
}

/**
 * What may be said of a part.
 * @param sizes the messages of both sides that are compared
 * @param gates of the whole: where the whole must not be read, neither must its parts
 */
export function partLift(
  comparison: Comparison | null | undefined,
  sizes: { readonly control: number; readonly treatment: number },
  { row }: Pick<View, 'row'>,
  gates: readonly Pick<Gate, 'name' | 'ok'>[],
): PartLift {
  const hasEnoughData = hasEnoughMessages(sizes)
  const { relative = null, relativeInterval: interval = null, direction = 'open' } = comparison ?? {}
  const verdict = verdictOf({
    ...{ decisions: 1, gates, hasEnoughData, interval },
    isBetter: direction === row.better,
    isWorse: direction !== 'open' && direction !== row.better,
  })
  return hasEnoughData && relative !== null && interval !== null
    ? { relative, interval: [...interval], verdict }
    : { relative: null, interval: null, verdict }
}
