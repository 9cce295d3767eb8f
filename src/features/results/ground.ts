import { hasEnoughMessages } from '../../core/inference/gates.ts'
import { type Verdict, verdictOf } from '../../core/inference/verdict.ts'
import { inUnitOf } from '../../core/measure/amount-unit.ts'
import type { KeyMetric } from '../../core/measure/custom-metric.ts'
import type { Org, Template } from '../../runtime/catalog/catalog.ts'
import { pool, sizesOf, type Totals, type View, viewOf } from './figures.ts'
import { comparisonGates } from './gates.ts'
import { type Basis, basisOf, compare, type GroupComparison } from './inference.ts'
import type { KeptSums } from './kept-sums.ts'
import { missingOfLift } from './money/amounts.ts'
import type { Gate, Lift } from './schema/comparison.ts'
import type { Tally } from './store.ts'

export interface GroundInput {
  readonly org: Pick<Org, 'currency' | 'currencyDigits'>
  readonly template: Template
  readonly metric: KeyMetric
  /** Sums by variant and arm. */
  readonly tallies: readonly Tally[]
  /** Sums weighted by propensity; undefined if none are kept for the period. */
  readonly kept: KeptSums | undefined
  /** See `designEffect`. */
  readonly designEffect: number
}

/** The comparison of the two groups of the experiment: what the report, the home page and the series share. */
export interface Ground {
  readonly view: View
  readonly control: Totals
  readonly treatment: Totals
  readonly fallback: Totals
  readonly basis: Basis
  readonly comparison: GroupComparison | null
  readonly lift: Lift
  /** The gates of the comparison. Those of the choice of a wording are not among them. */
  readonly gates: readonly Gate[]
  readonly verdict: Verdict
  readonly matured: { readonly messages: number; readonly share: number | null }
}

export function groundOf({ org, template, metric, tallies, kept, designEffect }: GroundInput): Ground {
  const view = viewOf(org, template, metric, tallies)
  const inArm = (arm: string) => pool(tallies.filter(tally => tally.arm === arm))
  const [control, treatment, fallback] = [inArm('control'), inArm('treatment'), inArm('fallback')]
  const basis = basisOf({ template, control, treatment, kept, view, designEffect })
  const comparison = compare(basis)
  const lift = liftOf(basis, comparison)
  const gates = comparisonGates({ template, control, treatment, basis, decisions: kept?.decisions })
  const verdict = verdictOf({
    decisions: control.decisions + treatment.decisions,
    gates,
    hasEnoughData: lift.enough_data,
    interval: comparison?.relativeInterval ?? null,
    isBetter: comparison?.isBetter ?? false,
    isWorse: comparison?.isWorse ?? false,
  })
  const matured = maturedOf([control, treatment], view)
  return { view, control, treatment, fallback, basis, comparison, lift, gates, verdict, matured }
}

function maturedOf(groups: readonly Totals[], view: View): Ground['matured'] {
  const sizes = groups.map(group => sizesOf(group, view))
  const messages = sizes.reduce((sum, size) => sum + size.messages, 0)
  const mature = view.row.matures ? sizes.reduce((sum, size) => sum + size.mature, 0) : messages
  return { messages: mature, share: messages === 0 ? null : mature / messages }
}

function liftOf(basis: Basis, comparison: GroupComparison | null): Lift {
  const { view, control, treatment, designEffect } = basis
  const missing = missingOfLift(basis, comparison)
  return {
    metric: view.metric,
    absolute: comparison === null ? null : inUnit(comparison.absolute, view),
    relative: comparison?.relative ?? null,
    interval: comparison?.relativeInterval ? [...comparison.relativeInterval] : null,
    design_effect: designEffect,
    interval_unbounded: missing === 'control-may-be-zero',
    interval_missing: missing,
    chance_to_beat_control: comparison?.chance ?? null,
    enough_data: hasEnoughMessages({ control: control.messages, treatment: treatment.messages }),
  }
}

/** A value of the metric in its unit: money in units of its currency. */
export const inUnit = (value: number, view: View): number => inUnitOf(view.row, value, view)
