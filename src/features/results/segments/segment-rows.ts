import { alphaAt } from '../../../core/inference/alpha.ts'
import { hasEnoughMessages } from '../../../core/inference/gates.ts'
import type { Template } from '../../../runtime/catalog/catalog.ts'
import type { View } from '../figures.ts'
import { compareArms, weightedIn } from '../inference.ts'
import { inArm, plainGroup, splitSpans } from '../kept-sums.ts'
import type { Gate } from '../schema/comparison.ts'
import { partFigures, partLift } from './part-lift.ts'
import type { SegmentRow } from './segment-schema.ts'
import type { Part } from './tally-segments.ts'

interface Context {
  readonly view: View
  readonly template: Pick<Template, 'split' | 'variants' | 'control'>
  /** Of all messages together: a person's messages are in one part. */
  readonly designEffect: number
  /** Those of all messages together. */
  readonly gates: readonly Pick<Gate, 'name' | 'ok'>[]
}

/** Treatment against control in each part. The parts have equal shares of the probability of error. */
export function segmentRows(
  parts: readonly Part[],
  { view, template, designEffect, gates }: Context,
): SegmentRow[] {
  const { matures } = view.row
  return inOrder(parts).map(({ kind, value, control, treatment, spans }) => {
    const groupsOf = (those: Part['spans']) => ({
      control: plainGroup(inArm(those, 'control')),
      treatment: plainGroup(inArm(those, 'treatment')),
    })
    const closed = spans.filter(({ isOpen }) => !isOpen)
    const mature = groupsOf(closed)
    const isMature =
      matures && hasEnoughMessages({ control: mature.control.messages, treatment: mature.treatment.messages })
    const used = isMature ? closed : spans
    const groups = isMature ? mature : groupsOf(spans)
    const comparison = compareArms({
      ...{ view, ...groups, alpha: alphaAt(matures, isMature) / parts.length },
      ...{ designEffect, weighted: weightedIn(splitSpans(used), template) },
    })
    const sizes = { control: groups.control.messages, treatment: groups.treatment.messages }
    return {
      ...{ kind, value },
      control: partFigures(control, view),
      treatment: partFigures(treatment, view),
      lift: partLift(comparison, sizes, view, gates),
    }
  })
}

const RANK = { value: 0, others: 1, none: 2 }
const sizeOf = ({ control, treatment }: Part): number => control.decisions + treatment.decisions

/** The largest value first, then the others, then messages without a value. */
const inOrder = (parts: readonly Part[]): readonly Part[] =>
  parts.toSorted(
    (a, b) =>
      RANK[a.kind] - RANK[b.kind] || sizeOf(b) - sizeOf(a) || ((a.value ?? '') < (b.value ?? '') ? -1 : 1),
  )
