import { ALPHA, ALPHA_BEFORE_MATURE, ALPHA_MATURE } from '../../core/inference/alpha.ts'
import { type Chances, chanceBetter, chancesOf } from '../../core/inference/chances.ts'
import { hasEnoughMessages } from '../../core/inference/gates.ts'
import {
  type Comparison,
  compareGroups,
  compareWeighted,
  type Group,
  varianceOf,
  weightedGroup,
} from '../../core/inference/lift.ts'
import { loggedShares, type SplitSpan, weightedGroups } from '../../core/inference/moved-share.ts'
import { plainSums } from '../../core/inference/sums.ts'
import { type Bucket, estimateVariant, type VariantEstimate } from '../../core/inference/variant-estimate.ts'
import { KEY_METRICS } from '../../core/measure/key-metric.ts'
import type { Template } from '../../runtime/catalog/catalog.ts'
import { groupOf, sizesOf, type Totals, type View } from './figures.ts'
import { bucketsOf, inArm, type KeptSums, matureSpans, plainGroup, splitSpans } from './kept-sums.ts'
import type { ListedVariant } from './store.ts'
import type { SummedSpan } from './sums-store.ts'

/** What every comparison on the page is made of. */
export interface Basis {
  readonly view: View
  readonly template: BasedOn
  /** Whether only messages whose window is closed are in it. */
  readonly isMature: boolean
  readonly control: Group
  readonly treatment: Group
  /** The same messages with their weights, where these are kept for the time asked for. */
  readonly spans: readonly SummedSpan[] | undefined
  /** Both groups by one over the probability of being in them; undefined while the share of control stayed the same. */
  readonly weighted: SplitSpan | undefined
  /** The chance of ever being wrong that is spent on this basis. */
  readonly alpha: number
  readonly seed: string
}

type BasedOn = Pick<Template, 'split' | 'variants' | 'control'>

export interface BasisInput {
  readonly template: BasedOn
  readonly control: Totals
  readonly treatment: Totals
  readonly kept: KeptSums | undefined
  readonly view: View
  readonly seed: string
}

/**
 * Mature messages only, as soon as either group has enough of them; until then, and for metrics without a
 * window, all there are. The two stages share the chance of ever being wrong.
 */
export function basisOf({ template, control, treatment, kept, view, seed }: BasisInput): Basis {
  const { matures } = KEY_METRICS[view.metric]
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
    weighted: spans && weightedIn(spans, template),
    alpha: !matures ? ALPHA : isMature ? ALPHA_MATURE : ALPHA_BEFORE_MATURE,
    seed,
  }
}

/** Very large amounts are cut off only in the sums that are kept message by message. */
const messagesIn = (
  spans: readonly SummedSpan[] | undefined,
  totals: Totals,
  view: View,
  isMature: boolean,
): Group =>
  KEY_METRICS[view.metric].kind === 'amount' && spans ? plainGroup(spans) : groupOf(totals, view, isMature)

function weightedIn(spans: readonly SummedSpan[], { split, control }: BasedOn): SplitSpan | undefined {
  if (split.method === 'external' || control === undefined) return undefined
  const { known, hasMoved } = loggedShares(splitSpans(spans), split.controlShare)
  if (!hasMoved) return undefined
  const groups = weightedGroups(known)
  const sizes = { control: groups.control.messages, treatment: groups.treatment.messages }
  return hasEnoughMessages(sizes) ? groups : undefined
}

export interface GroupComparison extends Comparison {
  readonly chance: number
  /** By the interval of the difference, and the direction that is wanted. */
  readonly isBetter: boolean
  readonly isWorse: boolean
}

/** Treatment against control; null where a group is empty. */
export function compare({ view, control, treatment, weighted, alpha, seed }: Basis): GroupComparison | null {
  const { kind, better } = KEY_METRICS[view.metric]
  const comparison = weighted
    ? compareWeighted(weighted.control, weighted.treatment, alpha)
    : compareGroups(control, treatment, { kind, alpha })
  if (comparison === null) return null
  const groups = weighted
    ? { control: weightedGroup(weighted.control), treatment: weightedGroup(weighted.treatment) }
    : { control, treatment }
  return {
    ...comparison,
    chance: chanceBetter(groups.treatment, groups.control, { kind, better, seed }),
    isBetter: comparison.direction === better,
    isWorse: comparison.direction !== 'open' && comparison.direction !== better,
  }
}

export interface Standings extends Chances {
  /** By variant id: in the unit of the metric, money in minor units. Without messages there is none. */
  readonly estimates: ReadonlyMap<string, VariantEstimate>
}

interface Contending {
  readonly variant: ListedVariant
  readonly totals: Totals
}

/** Where each variant stands. Those without messages are left out: nothing is known of them. */
export function standingsOf(variants: readonly Contending[], basis: Basis): Standings {
  const { view, isMature, control, spans, alpha, seed } = basis
  const { kind, better } = KEY_METRICS[view.metric]
  const contenders = variants.map(({ variant: { id, status }, totals }) => ({
    id,
    mayWin: status === 'approved',
    ...messagesIn(
      spans?.filter(({ variantId }) => variantId === id),
      totals,
      view,
      isMature,
    ),
  }))
  const sum = (of: (group: Group) => number) => contenders.reduce((total, group) => total + of(group), 0)
  const pooledVariance = varianceOf({
    messages: sum(group => group.messages),
    total: sum(group => group.total),
    squares: sum(group => group.squares),
  })
  const estimates = contenders.flatMap(contender => {
    const estimate = estimateVariant(bucketsFor(contender, basis), { kind, alpha, pooledVariance })
    return estimate ? [[contender.id, estimate] as const] : []
  })
  return {
    ...chancesOf({ kind, better, contenders, control, seed }),
    estimates: new Map(estimates),
  }
}

/** Where no weights are kept for the time asked for, every message counts the same. */
const bucketsFor = (
  { id, messages, total, squares }: Group & { readonly id: string },
  { spans, template }: Basis,
): readonly Bucket[] =>
  spans ? bucketsOf(id, spans, template) : [{ sums: plainSums(messages, total, squares), offered: messages }]
