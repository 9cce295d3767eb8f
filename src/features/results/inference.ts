import { alphaAt } from '../../core/inference/alpha.ts'
import { chanceBetter } from '../../core/inference/chances.ts'
import { hasEnoughMessages } from '../../core/inference/gates.ts'
import {
  type Comparison,
  compareGroups,
  compareWeighted,
  type Group,
  independent,
  weightedGroup,
} from '../../core/inference/lift.ts'
import { loggedShares, type SplitSpan, weightedGroups } from '../../core/inference/moved-share.ts'
import type { Template } from '../../runtime/catalog/catalog.ts'
import { groupOf, sizesOf, type Totals, type View } from './figures.ts'
import { inArm, type KeptSums, matureSpans, plainGroup, splitSpans } from './kept-sums.ts'
import type { AmountLimits } from './money/limits-store.ts'
import type { SummedSpan } from './sums-store.ts'

/** The input of every comparison on the page. */
export interface Basis {
  readonly view: View
  readonly template: BasedOn
  /** Whether it contains only messages whose window is closed. */
  readonly isMature: boolean
  readonly control: Group
  readonly treatment: Group
  /** The same messages with their weights; undefined if no weights are kept for the period. */
  readonly spans: readonly SummedSpan[] | undefined
  /**
   * Both groups, each message weighted by one over the probability of its group; undefined if the control share
   * never changed.
   */
  readonly weighted: SplitSpan | undefined
  /** The probability of ever being wrong that this basis may use. */
  readonly alpha: number
  /** Of an amount, if its sums are kept for the period. */
  readonly limits: AmountLimits | undefined
  /** See `designEffect`. */
  readonly designEffect: number
}

type BasedOn = Pick<Template, 'split' | 'variants' | 'control' | 'learning'>

export interface BasisInput {
  readonly template: BasedOn
  readonly control: Totals
  readonly treatment: Totals
  readonly kept: KeptSums | undefined
  readonly view: View
  readonly designEffect: number
}

/**
 * Only mature messages, as soon as either group has enough of them. Before that, and for metrics without a window,
 * all messages. The two stages share the probability of ever being wrong.
 */
export function basisOf({ template, control, treatment, kept, view, designEffect }: BasisInput): Basis {
  const { matures } = view.row
  const isMature =
    matures &&
    hasEnoughMessages({ control: sizesOf(control, view).mature, treatment: sizesOf(treatment, view).mature })
  const spans = isMature && kept ? matureSpans(kept) : kept?.metric
  const groupIn = (arm: SummedSpan['arm'], totals: Totals) =>
    messagesIn(spans && inArm(spans, arm), totals, view, isMature)
  return {
    view,
    template,
    isMature,
    control: groupIn('control', control),
    treatment: groupIn('treatment', treatment),
    spans,
    weighted: spans && weightedIn(splitSpans(spans), template),
    alpha: alphaAt(matures, isMature),
    limits: kept?.limits,
    designEffect,
  }
}

/** Only sums that are kept message by message cut off very large amounts. */
export const messagesIn = (
  spans: readonly SummedSpan[] | undefined,
  totals: Totals,
  view: View,
  isMature: boolean,
): Group => (view.row.kind === 'amount' && spans ? plainGroup(spans) : groupOf(totals, view, isMature))

/**
 * Undefined if the control share never changed, or if too few messages have a known share.
 * @param spans in order of time
 */
export function weightedIn(
  spans: readonly SplitSpan[],
  { split, control }: Pick<BasedOn, 'split' | 'control'>,
): SplitSpan | undefined {
  if (split.method === 'external' || control === undefined) return undefined
  const { known, hasMoved } = loggedShares(spans, split.controlShare)
  if (!hasMoved) return undefined
  const groups = weightedGroups(known)
  const sizes = { control: groups.control.messages, treatment: groups.treatment.messages }
  return hasEnoughMessages(sizes) ? groups : undefined
}

export interface GroupComparison extends Comparison {
  readonly chance: number
  /** By the interval of the difference and the wanted direction. */
  readonly isBetter: boolean
  readonly isWorse: boolean
}

/** Treatment against control, without chances; null if a group is empty. */
export const compareArms = ({
  view,
  control,
  treatment,
  weighted,
  alpha,
  designEffect,
}: Pick<
  Basis,
  'view' | 'control' | 'treatment' | 'weighted' | 'alpha' | 'designEffect'
>): Comparison | null => {
  const options = { kind: view.row.kind, alpha, designEffect }
  return weighted
    ? compareWeighted(weighted.control, weighted.treatment, options)
    : compareGroups(control, treatment, options)
}

/** Treatment against control; null if a group is empty. */
export function compare(basis: Basis): GroupComparison | null {
  const { view, control, treatment, weighted, designEffect } = basis
  const { kind, better } = view.row
  const comparison = compareArms(basis)
  if (comparison === null) return null
  const groups = weighted
    ? { control: weightedGroup(weighted.control), treatment: weightedGroup(weighted.treatment) }
    : { control, treatment }
  return {
    ...comparison,
    chance: chanceBetter(
      independent(groups.treatment, designEffect),
      independent(groups.control, designEffect),
      { kind, better },
    ),
    isBetter: comparison.direction === better,
    isWorse: comparison.direction !== 'open' && comparison.direction !== better,
  }
}
