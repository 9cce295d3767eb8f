import type { Comparison, Group } from '../../../core/inference/lift.ts'
import { currencyOf, inUnitOf } from '../../../core/measure/amount-unit.ts'
import type { Totals, View } from '../figures.ts'
import type { MissingInterval } from '../schema/parts.ts'
import type { Results } from '../schema.ts'
import type { AmountLimits } from './limits-store.ts'

/** The messages that are compared. */
interface Groups {
  readonly view: View
  readonly control: Group
  readonly treatment: Group
}

/** What a comparison of amounts needs beside its figures; null for a rate. @param totals of both groups */
export function amountsOf(
  { view, control, treatment }: Groups,
  limits: AmountLimits | undefined,
  { money }: Pick<Totals, 'money'>,
): Results['amounts'] {
  const { row, currency } = view
  if (row.kind === 'rate') return null
  const inUnit = (value: number) => inUnitOf(row, value, view)
  const meanOf = ({ messages, total }: Group) => (messages > 0 ? inUnit(total / messages) : null)
  const others = Object.entries(money).filter(([code]) => row.unit === 'money' && code !== currency)
  return {
    currency: currencyOf(row, currency),
    capped_at: limits?.cap === undefined ? null : inUnit(limits.cap),
    capped_mean: { control: meanOf(control), treatment: meanOf(treatment) },
    orders_in_other_currencies: Object.fromEntries(others.map(([code, { orders }]) => [code, orders])),
  }
}

/** Why the lift has no interval; null if it has one. */
export function missingOfLift(
  { view, control, treatment }: Groups,
  comparison: Pick<Comparison, 'relativeInterval'> | null,
): MissingInterval | null {
  if (comparison === null) return 'no-messages'
  if (comparison.relativeInterval !== null) return null
  if (view.row.kind === 'rate') return 'control-may-be-zero'
  if (Math.min(control.total, treatment.total) < 0) return 'below-zero'
  return control.squares + treatment.squares > 0 ? 'control-may-be-zero' : 'no-amounts'
}

/**
 * Σ y² / Σ y over all variants, as `estimateVariant` takes it: it is a scale for amounts of which none is below zero.
 * @param limits undefined if nothing is known of single amounts
 */
export function squarePerMeanOf(
  pooled: Pick<Group, 'total' | 'squares'>,
  limits: AmountLimits | undefined,
): number | undefined {
  const isPositive = limits?.lowest !== undefined && limits.lowest >= 0
  return isPositive && pooled.total > 0 ? pooled.squares / pooled.total : undefined
}
